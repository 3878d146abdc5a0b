import DossierStore
package import Dossiers
import Foundation
package import Identity
package import Sync

/// What an officer says when a dossier is booked from an emergency slip ("nhập bù").
package struct SlipBooking: Sendable, Hashable {
  /// The slip's code as it was typed, or the text of its QR.
  package var slip: String
  /// When the resident handed the papers in.
  package var receivedAt: Instant
  /// Why it was not received at once.
  package var reason: String
  /// The machine that printed the slip cannot be used any more, or does not know it any more.
  package var isOtherMachineGone: Bool

  package init(slip: String, receivedAt: Instant, reason: String, isOtherMachineGone: Bool = false)
  {
    self.slip = slip
    self.receivedAt = receivedAt
    self.reason = reason
    self.isOtherMachineGone = isOtherMachineGone
  }

  var json: JSONValue {
    [
      "slip": .string(slip), "receivedAt": .integer(receivedAt.milliseconds),
      "reason": .string(reason), "gone": .bool(isOtherMachineGone),
    ]
  }

  init?(json: JSONValue) {
    guard let slip = json["slip"]?.string, let time = json["receivedAt"]?.integer,
      let reason = json["reason"]?.string
    else { return nil }
    self.init(
      slip: slip, receivedAt: Instant(milliseconds: time), reason: reason,
      isOtherMachineGone: json["gone"]?.bool ?? false)
  }
}

/// A slip a dossier may be booked from.
package enum SlipToBook: Sendable, Hashable {
  case known(SlipState)
  /// Genuine by its signature and not in this device's journal.
  case unlisted(code: String, device: DeviceID, lookup: String)

  package var code: String {
    switch self {
    case .known(let slip): slip.code
    case .unlisted(let code, _, _): code
    }
  }
}

extension OneStopOffice {
  /// How long after the reception a slip may be booked, in days.
  package static let slipBookingDays = 60

  /// Checks what an officer says about a slip; nothing changes.
  /// - Throws: ``DossierError`` with one sentence.
  package func slipToBook(_ booking: SlipBooking) throws -> SlipToBook {
    _ = try Self.checked(reason: booking.reason)
    let slip = try find(booking)
    try check(time: booking.receivedAt, slip)
    return slip
  }

  private func find(_ booking: SlipBooking) throws -> SlipToBook {
    let text = booking.slip.trimmed
    let scanned = try text.contains("?") ? Self.read(text) : nil
    let code = try scanned?.code ?? DossierCode(text.uppercased()).text
    guard let known = try store.slip(code: code) else {
      return try unlisted(scanned, code, booking)
    }
    try Self.checkFree(known)
    guard known.device == store.device || known.isAdopted || booking.isOtherMachineGone else {
      throw Self.otherMachine(code, known.device)
    }
    return .known(known)
  }

  private static func read(_ text: String) throws -> ReceiptCode {
    guard let code = try? ReceiptCode.parse(text) else {
      throw DossierError(
        .badInput, vi: "Nội dung quét được không phải mã QR của phiếu khẩn cấp.",
        en: "What was scanned is not the QR code of an emergency slip.")
    }
    guard code.kind == .slip else {
      throw DossierError(
        .badInput,
        vi: "Đây là giấy tiếp nhận của hồ sơ \(code.code) đã có, không phải phiếu khẩn cấp.",
        en: "This is the receipt of the dossier \(code.code), not an emergency slip.")
    }
    return code
  }

  static func checkFree(_ slip: SlipState) throws {
    switch slip.standing {
    case .open, .ended(.lost, _, _, _): return
    case .booked(let booking):
      let time = Spoken.moment(Instant(milliseconds: booking.time))
      throw refusal(
        "Phiếu \(slip.code) đã được nhập lúc \(time); mỗi phiếu chỉ nhập một lần.",
        "The slip \(slip.code) was booked already, \(Instant(milliseconds: booking.time).rfc3339); "
          + "a slip is booked once only.")
    case .ended(let end, _, _, let time):
      let when = Spoken.moment(Instant(milliseconds: time))
      throw refusal(
        "Phiếu \(slip.code) \(end.name.vi) từ \(when) nên không nhập được; nếu ghi nhầm, "
          + "hãy mở lại phiếu trước.",
        "The slip \(slip.code) is \(end.name.en); reopen it first if that was a mistake.")
    }
  }

  private static func otherMachine(_ code: String, _ device: DeviceID) -> DossierError {
    let name = device.rawValue.prefix(6)
    return refusal(
      "Phiếu \(code) do máy khác (\(name)) in; hãy nhập ở máy đó, hoặc ghi rõ máy đó "
        + "không dùng được nữa.",
      "The slip \(code) was printed by another machine (\(name)); book it there, or say that "
        + "the machine is gone (--machine-gone).")
  }

  /// A slip nobody here knows: of a machine without a link, or from before this one was restored.
  private func unlisted(_ scanned: ReceiptCode?, _ code: String, _ booking: SlipBooking) throws
    -> SlipToBook
  {
    guard let scanned else {
      throw DossierError(
        .notFound,
        vi: "Máy này không có phiếu khẩn cấp \(code); nếu phiếu do máy khác in, "
          + "hãy quét mã QR trên phiếu.",
        en: "There is no emergency slip \(code) here; if another machine printed it, give the "
          + "text of its QR code.")
    }
    let isOwn = scanned.device == store.device
    let isGenuine =
      isOwn ? scanned.isValid(keys.keys.signing.publicKey) : isOfUnit(scanned)
    guard isGenuine else {
      throw DossierError(
        .badInput, vi: "Chữ ký trên phiếu \(code) không đúng, hoặc phiếu của đơn vị khác.",
        en: "The signature of the slip \(code) is wrong, or it is another unit's.")
    }
    guard booking.isOtherMachineGone else {
      throw isOwn ? Self.forgotten(code) : Self.otherMachine(code, scanned.device)
    }
    return .unlisted(
      code: code, device: scanned.device,
      lookup: LookupCode.make(key: keys.keys.lookup, code: code))
  }

  /// Whether another device of this unit signed it, by the province's list of keys.
  private func isOfUnit(_ scanned: ReceiptCode) -> Bool {
    guard let bundle = trustBundle(), bundle.verify(),
      let device = bundle.device(scanned.device)
    else { return false }
    return device.unit == unit.code && scanned.isValid(device.key)
  }

  private static func forgotten(_ code: String) -> DossierError {
    refusal(
      "Phiếu \(code) do máy này in trước khi được khôi phục nên không còn trong sổ; "
        + "hãy ghi rõ điều đó khi nhập.",
      "The slip \(code) was printed here before this machine was restored; say so with "
        + "--machine-gone.")
  }

  /// The time lies before now and, as far as clocks are known, after the slip was printed.
  private func check(time: Instant, _ slip: SlipToBook) throws {
    guard time <= now else {
      throw DossierError(
        .badInput,
        vi: "Giờ tiếp nhận \(Spoken.moment(time)) sau giờ của máy (\(Spoken.moment(now))).",
        en: "The time of reception, \(time.rfc3339), is after the machine's \(now.rfc3339).")
    }
    guard time.civil.date >= now.civil.date.adding(days: -Self.slipBookingDays) else {
      throw DossierError(
        .badInput,
        vi: "Giờ tiếp nhận \(Spoken.moment(time)) đã quá \(Self.slipBookingDays) ngày.",
        en: "The time of reception, \(time.rfc3339), is more than \(Self.slipBookingDays) days ago."
      )
    }
    // A clock nobody checked proves nothing.
    guard case .known(let known) = slip, known.printedClock != .unchecked, !known.isAdopted,
      time.milliseconds < known.printedAt - known.printedAt % 60_000
    else { return }
    let printed = Instant(milliseconds: known.printedAt)
    throw DossierError(
      .badInput,
      vi: "Phiếu \(known.code) in lúc \(Spoken.moment(printed)), không thể tiếp nhận trước đó.",
      en:
        "The slip \(known.code) was printed \(printed.rfc3339); nothing was received on it before."
    )
  }

  /// The slip as the transaction sees it; one nobody here knew is taken into the journal.
  func take(_ slip: SlipToBook, _ writer: JournalWriter, by actor: Actor, clock: ClockSource)
    throws -> SlipState
  {
    let id: SubjectID
    switch slip {
    case .known(let known): id = known.id
    case .unlisted(let code, let device, let lookup):
      id = try writer.append(
        EntryDraft(
          kind: SlipAct.printed, subject: .new,
          body: [
            "code": .string(code), "lookup": .string(lookup), "unit": .string(unit.code),
            "device": .string(device.rawValue),
          ]), by: actor.id, clock: clock
      ).id
    }
    guard let state = try writer.slip(id) else { throw Self.noSlipHere }
    try Self.checkFree(state)
    return state
  }

  static let noSlipHere = DossierError(
    .notFound, vi: "Không tìm thấy phiếu.", en: "There is no such slip.")

  func close(
    _ slip: SlipState, with dossier: EntryID, _ booking: SlipBooking, _ writer: JournalWriter,
    by actor: Actor, clock: ClockSource
  ) throws {
    _ = try writer.append(
      EntryDraft(
        kind: SlipAct.kind, subject: .existing(slip.id),
        body: SlipAct.booked(
          dossier: dossier, receivedAt: booking.receivedAt.milliseconds,
          reason: booking.reason.trimmed
        ).body, replaces: slip.heads), by: actor.id, clock: clock)
  }
}
