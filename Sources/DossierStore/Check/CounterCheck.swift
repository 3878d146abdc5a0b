import Dossiers
import Foundation
import GRDB
import Identity
import Sync

/// Counters against the codes and numbers this device has given: one that stands lower would give
/// some of them a second time.
struct CounterCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    let messages = try codeProblems() + bookProblems()
    return messages.map { CheckFinding(part: .counters, message: $0) }
  }

  private func codeProblems() throws -> [String] {
    var given: [CivilDate: Int] = [:]
    let booked = try bookedFromSlips()
    for row in try own(StoredKind.received) where !booked.contains(row.subject) {
      given[try day(of: row), default: 0] += 1
    }
    for row in try own(SlipAct.printed) where try !isAdopted(row) {
      given[try day(of: row), default: 0] += 1
    }
    return try given.sorted { $0.key < $1.key }.compactMap { day, count in
      let last = try last(JournalWriter.codeCounter, day.description)
      return last >= count
        ? nil
        : "The counter of dossier codes of \(day) stands at \(last), but \(count) were given."
    }
  }

  /// Dossiers whose codes were given to slips before, by the slips' own entries: those of a dossier
  /// may be erased.
  private func bookedFromSlips() throws -> Set<String> {
    Set(
      try reader.rows("WHERE kind = ?", [SlipAct.kind]).compactMap { row in
        guard let act = try reader.entry(row).content.flatMap(SlipAct.init),
          case .booked(let dossier, _, _) = act
        else { return nil }
        return dossier.description
      })
  }

  /// Whether a slip's code was given out by an earlier life of the machine, or by another one.
  private func isAdopted(_ row: EntryRow) throws -> Bool {
    try reader.entry(row).content?["device"] != nil
  }

  /// The day whose counter an acceptance used: the entry's own, or the day before for a code that
  /// was drawn just before midnight.
  private func day(of row: EntryRow) throws -> CivilDate {
    let entry = try reader.entry(row)
    let day = Instant(milliseconds: entry.head.time).civil.date
    let before = day.adding(days: -1)
    guard let code = entry.content?["code"]?.string else { return day }
    return Self.names(code, before) && !Self.names(code, day) ? before : day
  }

  /// Code patterns write the date as yyMMdd or yyyyMMdd.
  private static func names(_ code: String, _ day: CivilDate) -> Bool {
    code.contains(day.description.filter { $0 != "-" }.dropFirst(2))
  }

  private func bookProblems() throws -> [String] {
    struct Book: Hashable {
      let name: String
      let year: Int
    }
    var given: [Book: Int] = [:]
    for row in try own(DossierKind.certified.rawValue) {
      // An erased entry names no number any more.
      guard let body = try reader.entry(row).content, let name = body["book"]?.string,
        let year = body["year"]?.integer.flatMap({ Int(exactly: $0) }),
        let number = body["number"]?.integer.flatMap({ Int(exactly: $0) })
      else { continue }
      let book = Book(name: name, year: year)
      given[book] = max(given[book] ?? 0, number)
    }
    return try given.sorted { ($0.key.name, $0.key.year) < ($1.key.name, $1.key.year) }
      .compactMap { book, number in
        let last = try last(JournalWriter.bookCounter(book.name), String(book.year))
        return last >= number
          ? nil
          : "The counter of book \(book.name) of \(book.year) stands at \(last), "
            + "but number \(number) was given."
      }
  }

  private func own(_ kind: String) throws -> [EntryRow] {
    try reader.rows(
      "WHERE author = ? AND kind = ?", [reader.context.device.rawValue, kind])
  }

  private func last(_ name: String, _ period: String) throws -> Int {
    try Int.fetchOne(
      reader.db, sql: "SELECT last FROM counter WHERE name = ? AND period = ?",
      arguments: [name, period]) ?? 0
  }
}
