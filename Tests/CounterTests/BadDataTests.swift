import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Testing

/// Files a province corrects, with a mistake in them: one sentence, and nothing is received.
struct BadDataTests {
  /// The forms with a calendar that was changed.
  private func share(_ change: (inout [String: Any]) -> Void) throws -> URL {
    let share = try Share.copy()
    let file = share.appending(path: "Forms/calendar.json")
    var calendar = try #require(
      JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    change(&calendar)
    try JSONSerialization.data(withJSONObject: calendar).write(to: file)
    return share
  }

  private static func add(_ list: String, _ entry: [String: Any], to calendar: inout [String: Any])
  {
    calendar[list] = (calendar[list] as? [Any] ?? []) + [entry]
  }

  private func expectRefusal(_ share: URL, saying words: String) throws {
    defer { try? FileManager.default.removeItem(at: share) }
    let error = #expect(throws: DossierError.self) { _ = try TestOffice(share: share) }
    #expect(error?.kind == .badInput)
    #expect(error?.message.en.contains(words) == true, "\(String(describing: error))")
    #expect(error?.message.en.contains("\n") == false)
  }

  @Test func `a calendar whose days overlap opens no office`() throws {
    let name = ["vi": "Ngày lễ", "en": "Holiday"]
    try expectRefusal(
      share {
        Self.add(
          "holidays", ["date": "2026-11-24", "name": name, "status": "announced"], to: &$0)
      }, saying: "twice")
    try expectRefusal(
      share {
        Self.add(
          "holidays", ["date": "2026-11-28", "name": name, "status": "announced"], to: &$0)
        Self.add(
          "swappedWorkingDays",
          ["date": "2026-11-28", "for": "2026-11-24", "name": name, "status": "announced"],
          to: &$0)
      }, saying: "2026-11-28")
  }

  @Test func `a promise into a gap of the calendar is not made`() throws {
    // Three working days from Friday 20/11 with Tuesday 24/11 off end on Thursday 26/11.
    let share = try share { calendar in
      calendar["covers"] = ["from": "2026-01-01", "to": "2026-11-25"]
      for list in ["holidays", "swappedWorkingDays"] {
        calendar[list] = (calendar[list] as? [[String: Any]] ?? []).filter {
          ("2026-01-01"..."2026-11-25").contains($0["date"] as? String ?? "")
        }
      }
    }
    defer { try? FileManager.default.removeItem(at: share) }
    let test = try TestOffice(share: share)
    try test.expectRefusal(.refused, saying: "2026-11-26") { _ in
      _ = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    }
    #expect(try test.office.store.summaries().isEmpty)
    _ = try test.receive(TestOffice.copies, "valid-one-page")
  }

  @Test func `a fee formula with a mistake stops its procedure and no other`() throws {
    let share = try Share.copy()
    defer { try? FileManager.default.removeItem(at: share) }
    let file = share.appending(path: "Forms/1.004873/2026.1/procedure.json")
    let before = try String(contentsOf: file, encoding: .utf8)
    try Share.rewrite(file) { $0.replacing("15000 * number(", with: "15000 * * number(") }
    try #require(try String(contentsOf: file, encoding: .utf8) != before)
    let test = try TestOffice(share: share)
    let error = #expect(throws: (any Error).self) {
      _ = try test.receive(TestOffice.marital, "valid-single-for-marriage")
    }
    let words = try #require(error.map { ($0 as? DossierError)?.message.en ?? "\($0)" })
    #expect(!words.isEmpty && !words.contains("\n"))
    #expect(try test.office.store.summaries().isEmpty)
    #expect(
      try test.receive(TestOffice.copies, "valid-one-page").code == "H99.88-261120-1000")
  }
}
