import Dossiers
import Identity
import Sync
import Testing

struct FileBudgetTests {
  private func time(_ text: String) throws -> TimeOfDay { try #require(TimeOfDay(text)) }

  @Test func `hours may go over midnight`() throws {
    let night = FileBudget(
      bytesOfDay: nil, hours: .init(from: try time("18:00"), to: try time("06:00")))
    for open in ["18:00", "23:59", "00:00", "05:59"] {
      #expect(night.verdict(spent: 0, at: try time(open)) == .open, "\(open)")
    }
    for closed in ["06:00", "12:00", "17:59"] {
      #expect(night.verdict(spent: 0, at: try time(closed)) == .outsideHours, "\(closed)")
    }
    let noon = FileBudget(
      bytesOfDay: 10, hours: .init(from: try time("11:30"), to: try time("13:00")))
    #expect(noon.verdict(spent: 0, at: try time("11:29")) == .outsideHours)
    #expect(noon.verdict(spent: 9, at: try time("11:30")) == .open)
    #expect(noon.verdict(spent: 10, at: try time("12:00")) == .spent)
    #expect(noon.verdict(spent: 0, at: try time("13:00")) == .outsideHours)
  }

  @Test func `it is kept and read back`() throws {
    let budget = FileBudget(
      bytesOfDay: 50_000_000, hours: .init(from: try time("18:00"), to: try time("06:30")))
    #expect(try FileBudget(json: budget.json) == budget)
    #expect(try FileBudget(json: FileBudget.unlimited.json) == .unlimited)
    #expect(FileBudget.unlimited.verdict(spent: .max, at: .midnight) == .open)
  }
}
