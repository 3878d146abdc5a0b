import DossierStore
import Dossiers
package import Foundation
import Identity
package import Sync

extension OneStopOffice {
  /// Records how a resident agreed to be told, or, with no channel, that he does not want to be.
  /// - Parameter phone: Empty: the number of the form.
  package func recordConsent(
    _ code: String, channels: Set<TellingChannel>, phone: String = "", village: String = "",
    by actor: Actor
  ) throws {
    try actor.require(.edit)
    let phone = try phone.trimmed.isEmpty ? "" : PhoneNumber(phone).text
    let village = try checked(village: village)
    let (id, known) = try workableState(code: code)
    if channels.contains(.sms) {
      let number = phone.isEmpty ? self.phone(of: known) : phone
      guard let number = try? PhoneNumber(number), number.kind == .mobile else {
        throw DossierError(
          .badInput, vi: "Cần số điện thoại di động để nhắn tin.",
          en: "A text message needs a mobile number.")
      }
    }
    let clock = clockSource()
    try store.write { writer in
      guard let state = try writer.state(of: id) else { return }
      let told = state.told
      let isSame =
        told.channels == channels && told.phone == phone && told.village == village
        && !told.consentHeads.isEmpty
      guard !isSame else { return }
      _ = try writer.append(
        EntryDraft(
          kind: DossierKind.told.rawValue, subject: .existing(id),
          body: ToldAct.consent(channels: channels, phone: phone, village: village).body,
          replaces: told.consentHeads), by: actor.id, clock: clock)
    }
  }

  private func checked(village: String) throws -> String {
    let village = village.trimmed
    guard !village.isEmpty else { return "" }
    let known = unit.villages.first { FoldedText($0).key == FoldedText(village).key }
    guard let known else {
      let names = unit.villages.joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Đơn vị không có thôn \(village.prefix(40)); có: \(names).",
        en: "The unit has no village \(village.prefix(40)); there are: \(names).")
    }
    return known
  }

  /// The outbox as a gateway's list, which `save` keeps, and then the record that it was handed
  /// over. Nothing goes out in quiet hours, and a message on an earlier list is not on this one.
  /// A list that was saved and not recorded comes again with the same ids.
  package func exportMessages(by actor: Actor, save: (Data) throws -> Void) throws -> Int {
    let ready = try outbox(by: actor).filter { $0.state == .ready }
    for message in ready { try recordView(message.dossier, reason: "handling", by: actor) }
    var rows = [["id", "phone", "text", "alphabet", "parts"]]
    rows += ready.map {
      [
        $0.id, $0.phone, $0.message.text, $0.message.alphabet.rawValue, String($0.message.parts),
      ]
    }
    try save(CSVText.data(rows))
    try append(ready.map { ($0, .sms, .exported, "") }, by: actor)
    return ready.count
  }

  /// What the gateway said about messages of an earlier list, by their ids.
  package func recordMessages(_ ids: [String], result: TellingResult, by actor: Actor) throws {
    let open = try outbox(by: actor)
    let found = try ids.map { id in
      guard let message = open.first(where: { $0.id == id && $0.state == .exported }) else {
        throw DossierError(
          .notFound, vi: "Không có tin nhắn \(id.prefix(60)) đang chờ kết quả gửi.",
          en: "No message \(id.prefix(60)) waits for its outcome.")
      }
      return message
    }
    try append(found.map { ($0, .sms, result, "") }, by: actor)
  }

  /// Somebody called, or the head of the village went there.
  package func recordCall(
    _ code: String, reached: Bool, note: String = "", by actor: Actor
  ) throws {
    try actor.require(.returnResult)
    let note = try Self.checked(text: note)
    let (id, _) = try workableState(code: code)
    guard let open = try pending().first(where: { $0.dossier == id }),
      open.channels.contains(.call)
    else {
      throw Self.refusal(
        "Hồ sơ \(code.prefix(48)) không có việc gì cần gọi báo, hoặc người dân không đồng ý.",
        "There is nothing to call about for \(code.prefix(48)), or the resident did not agree.")
    }
    try append([(open, .call, reached ? .reached : .unreached, note)], by: actor)
  }

  private func append(
    _ told: [(PendingTelling, TellingChannel, TellingResult, String)], by actor: Actor
  ) throws {
    let clock = clockSource()
    _ = try store.append(
      told.map { pending, how, result, note in
        EntryDraft(
          kind: DossierKind.told.rawValue, subject: .existing(pending.dossier),
          body: ToldAct.told(
            event: pending.event, of: pending.of, how: how, result: result, note: note
          ).body)
      }, by: actor.id, clock: clock)
  }
}

/// One line of a call list.
package struct CallLine: Sendable, Hashable {
  /// Empty when the address names none of the unit's villages.
  package let village: String
  package let code: String
  package let dossier: EntryID
  package let name: String
  package let phone: String
  package let address: String
  package let event: TellingEvent
  /// Calls that reached nobody.
  package let attempts: Int
}

extension OneStopOffice {
  /// Whom to call, by village and name. It shows names and numbers, so it counts as a view of each
  /// dossier on it.
  package func callList(village: String? = nil, by actor: Actor) throws -> [CallLine] {
    try actor.require(.returnResult)
    let wanted = try village.map { try checked(village: $0) }
    var lines: [CallLine] = []
    for open in try pending() where open.channels.contains(.call) {
      guard let state = try store.state(of: open.dossier) else { continue }
      let line = try line(open, state)
      guard wanted == nil || line.village == wanted else { continue }
      try recordView(open.dossier, reason: "handling", by: actor)
      lines.append(line)
    }
    return lines.sorted {
      (VietnameseSortKey($0.village), VietnameseSortKey($0.name), $0.code)
        < (VietnameseSortKey($1.village), VietnameseSortKey($1.name), $1.code)
    }
  }

  private func line(_ open: PendingTelling, _ state: DossierState) throws -> CallLine {
    let applicant = try entry(of: state).procedure.applicant
    func answer(_ path: String?) -> String { path.flatMap { state.allValues[$0] } ?? "" }
    let address = answer(applicant.address)
    let folded = " " + FoldedText(address).key + " "
    let found = unit.villages.first { folded.contains(" " + FoldedText($0).key + " ") }
    return CallLine(
      village: state.told.village.isEmpty ? found ?? "" : state.told.village, code: state.code,
      dossier: open.dossier, name: answer(applicant.name), phone: open.phone, address: address,
      event: open.event,
      attempts: state.told.tellings(of: open.of, open.event).filter { $0.result == .unreached }
        .count)
  }
}

/// Comma-separated values as RFC 4180 has them, with a mark for spreadsheets that guess.
package enum CSVText {
  package static func data(_ rows: [[String]]) -> Data {
    let lines = rows.map { $0.map(field).joined(separator: ",") + "\r\n" }
    return Data("\u{FEFF}".utf8) + Data(lines.joined().utf8)
  }

  /// A text that begins like a formula is not left for a spreadsheet to run.
  private static func field(_ text: String) -> String {
    let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
    let safe = isFormula ? "'" + text : text
    let needsQuotes = safe.contains { ",\"\r\n".contains($0) }
    return needsQuotes ? "\"" + safe.replacing("\"", with: "\"\"") + "\"" : safe
  }
}
