import DossierStore
import Foundation
import HTTPClient
import Identity
import Sync

/// Fetches the province's catalogue after entries and files, a piece at a time, going on where
/// the last answer ended.
extension Exchanger {
  /// Most bytes of a piece asked for at once.
  static let catalogueChunk = 256 * 1024

  /// One answer's worth of one piece.
  /// - Returns: whether more waits.
  /// - Throws: ``CatalogueError`` when what came is not to be trusted; it is not asked for again
  ///   until the hub offers it anew.
  func fetchCatalogue(_ totals: inout ExchangeTotals) async throws -> Bool {
    let turn = try await store.folder.turn(.exchange)
    defer { withExtendedLifetime(turn) {} }
    guard let hub = try store.hub(), let offer = try store.catalogueOffer() else { return false }
    do {
      guard let want = try store.shelf.missing(of: offer, key: hub.key) else {
        try store.setCatalogueOffer(nil)
        return false
      }
      let last = min(want.offset + parts.bytes, want.size) - 1
      let response = try await client.send(
        HTTPRequest(
          method: "GET", url: "\(hub.url)/sync/v1/catalogue/\(want.sha256.hex)",
          headers: [("Range", "bytes=\(want.offset)-\(max(last, want.offset))")],
          authority: hub.trustedAuthority))
      count(response, &totals)
      parts.cameThrough(response.body.count)
      guard response.status == 206 || (response.status == 200 && want.offset == 0) else {
        throw Self.refusal(response)
      }
      try store.shelf.take(response.body, for: want)
      return true
    } catch let error as LinkError {
      parts.wasLost(error)
      throw error
    } catch let error as CatalogueError {
      try store.setCatalogueOffer(nil)
      throw error
    }
  }
}
