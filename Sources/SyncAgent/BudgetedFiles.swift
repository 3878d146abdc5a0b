import DossierStore
import Dossiers
import HTTPClient
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
    do {
      let isMore = try await step(&totals)
      try spend(totals.bytesUp + totals.bytesDown - before)
      return isMore
    } catch {
      // What was cut off crossed the link too.
      let lost = (error as? LinkError)?.bytes ?? 0
      try spend(totals.bytesUp + totals.bytesDown - before + lost)
      throw error
    }
  }

  private func spend(_ bytes: Int) throws {
    // Nobody counts what is not limited.
    guard bytes > 0, try store.fileBudget().bytesOfDay != nil else { return }
    try store.spend(bytes, on: Instant(milliseconds: clock.milliseconds).civil.date)
  }
}
