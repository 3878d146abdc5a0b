import DossierStore
import Dossiers
import Identity
import Sync

/// Files and the catalogue within the office's budget.
extension Exchanger {
  /// One piece of a file, if the budget allows one now.
  /// - Returns: whether more waits and may go.
  func sendFile(_ totals: inout ExchangeTotals) async throws -> Bool {
    try await within(&totals) { try await sendChunk(&$0) }
  }

  /// One piece of the province's catalogue, if the budget allows one now.
  func fetchPart(_ totals: inout ExchangeTotals) async throws -> Bool {
    try await within(&totals) { try await fetchCatalogue(&$0) }
  }

  private func within(
    _ totals: inout ExchangeTotals, _ step: (inout ExchangeTotals) async throws -> Bool
  ) async throws -> Bool {
    guard try store.fileVerdict() == .open else { return false }
    let before = totals.bytesUp + totals.bytesDown
    let isMore = try await step(&totals)
    let bytes = totals.bytesUp + totals.bytesDown - before
    // Nobody counts what is not limited.
    if bytes > 0, try store.fileBudget().bytesOfDay != nil {
      let day = Instant(milliseconds: clock.milliseconds).civil.date
      try store.spend(bytes, on: day)
    }
    return isMore
  }
}
