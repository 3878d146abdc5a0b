import DossierStore
import Dossiers
import Identity
package import Sync

/// Emergency slips: receipts printed blank, ahead of a power cut, and what became of each.
extension OneStopOffice {
  /// Most slips printed at once.
  package static let slipBatchLimit = 100

  /// Takes codes of the device's range for slips; they are on the disk when it returns.
  /// - Throws: ``DossierError`` when the range of the day has not so many left; none is taken then.
  package func reserveSlips(_ count: Int, by actor: Actor) throws -> [SlipState] {
    try actor.require(.receive)
    guard (1...Self.slipBatchLimit).contains(count) else {
      throw DossierError(
        .badInput, vi: "Mỗi lần in từ 1 đến \(Self.slipBatchLimit) phiếu.",
        en: "1 to \(Self.slipBatchLimit) slips are printed at once.")
    }
    try requireClock()
    // A layout that cannot be used must not cost codes.
    _ = try layouts.layout(Self.slipLayout)
    let range = try codeRange()
    let clock = clockSource()
    let slips = try store.write { writer in
      try (0..<count).map { _ -> SlipState in
        let code = try newCode(writer, range: range)
        let entry = try writer.append(
          EntryDraft(
            kind: SlipAct.printed, subject: .new,
            body: [
              "code": .string(code),
              "lookup": .string(LookupCode.make(key: keys.keys.lookup, code: code)),
              "unit": .string(unit.code),
            ]), by: actor.id, clock: clock)
        guard let slip = try writer.slip(entry.id) else { throw Self.noSlipHere }
        return slip
      }
    }
    try noteClock()
    return slips
  }

  /// Every slip this device knows of, by code.
  package func slips(by actor: Actor) throws -> [SlipState] {
    try actor.require(.viewDossiers)
    return try store.slips().filter { $0.unit == unit.code }
  }

  /// Slips somebody may still come with: neither booked nor ended, the oldest first.
  package func outstandingSlips() throws -> [SlipState] {
    try store.slips().filter { $0.unit == unit.code && $0.isOpen }
      .sorted { ($0.printedAt, $0.code) < ($1.printedAt, $1.code) }
  }

  /// Whole days since a slip was printed.
  package func daysOutstanding(_ slip: SlipState) -> Int {
    max(
      0, now.civil.date.dayNumber - Instant(milliseconds: slip.printedAt).civil.date.dayNumber)
  }

  /// Says what became of slips no dossier was booked from, all of them or none.
  package func endSlips(
    _ codes: [String], as end: SlipEnd, reason: String, by actor: Actor
  ) throws -> [SlipState] {
    let reason = try Self.checked(reason: reason)
    return try changeSlips(codes, .ended(end, reason: reason), by: actor) { slip in
      if case .ended(end, _, _, _) = slip.standing { return false }
      if case .ended(.lost, _, _, _) = slip.standing { return true }
      try Self.checkFree(slip)
      return true
    }
  }

  /// Takes back an end that was recorded by mistake.
  package func reopenSlip(_ code: String, reason: String, by actor: Actor) throws -> [SlipState] {
    let reason = try Self.checked(reason: reason)
    return try changeSlips([code], .reopened(reason: reason), by: actor) { slip in
      if case .booked = slip.standing { try Self.checkFree(slip) }
      return !slip.isOpen
    }
  }

  /// Records that slips are printed once more.
  func notePrintedAgain(_ codes: [String], by actor: Actor) throws -> [SlipState] {
    try changeSlips(codes, .printedAgain, by: actor) { slip in
      try Self.checkFree(slip)
      guard slip.device == store.device else {
        throw Self.refusal(
          "Phiếu \(slip.code) do máy khác in.", "The slip \(slip.code) is another machine's.")
      }
      return true
    }
  }

  private func changeSlips(
    _ codes: [String], _ act: SlipAct, by actor: Actor, _ applies: (SlipState) throws -> Bool
  ) throws -> [SlipState] {
    try actor.require(.receive)
    guard !codes.isEmpty, Set(codes).count == codes.count else {
      throw DossierError(
        .badInput, vi: "Hãy ghi mã các phiếu, mỗi mã một lần.",
        en: "Name the slips by their codes, each once.")
    }
    let clock = clockSource()
    return try store.write { writer in
      try codes.map { text in
        let code = Self.slipCode(text)
        guard let id = try writer.slip(code: code), let slip = try writer.slip(id) else {
          throw DossierError(
            .notFound, vi: "Không có phiếu khẩn cấp \(code.prefix(48)).",
            en: "There is no emergency slip \(code.prefix(48)).")
        }
        guard try applies(slip) else { return slip }
        _ = try writer.append(
          EntryDraft(
            kind: SlipAct.kind, subject: .existing(id), body: act.body,
            replaces: act == .printedAgain ? [] : slip.heads), by: actor.id, clock: clock)
        return try writer.slip(id) ?? slip
      }
    }
  }

  /// The code of what was typed or scanned.
  private static func slipCode(_ text: String) -> String {
    (try? ReceiptCode.parse(text.trimmed).code) ?? text.trimmed.uppercased()
  }
}
