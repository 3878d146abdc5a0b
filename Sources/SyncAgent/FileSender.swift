import DossierStore
import Foundation
import HTTPClient
import Identity
import Sync

/// Sends files after the entries, a chunk at a time, going on where the last one ended.
extension Exchanger {
  /// One chunk of one file.
  /// - Returns: whether more waits.
  func sendChunk(_ totals: inout ExchangeTotals) async throws -> Bool {
    let turn = try await store.folder.turn(.exchange)
    defer { withExtendedLifetime(turn) {} }
    guard let hub = try store.hub(), let file = try store.filesToUpload().first else {
      return false
    }
    let data = try store.file(file.sha256)
    let offset = min(file.uploaded, data.count)
    let bytes = data.dropFirst(offset).prefix(FileChunk.byteLimit)
    let chunk = FileChunk(
      hub: hub.id, device: store.device, address: file.sha256, offset: offset,
      isLast: offset + bytes.count == data.count, bytes: Data(bytes))
    let response = try await client.send(
      HTTPRequest(
        method: "PUT", url: "\(hub.url)/sync/v1/file/\(file.sha256.hex)",
        headers: [
          ("Content-Type", "application/octet-stream"),
          ("Motcua-Device", store.device.rawValue), ("Upload-Offset", String(offset)),
          ("Upload-Complete", chunk.isLast ? "?1" : "?0"),
          (SignedMessage.headerName, chunk.sign(keys.signing).base64url),
        ], body: chunk.bytes, authority: hub.trustedAuthority))
    totals.count(response)
    let known = response.headers["upload-offset"].flatMap { Int($0) }
    guard response.status == 200 || (response.status == 409 && known != nil), let known,
      known <= data.count
    else { throw Self.refusal(response) }
    try store.fileUploaded(file.sha256, offset: known)
    return try !store.filesToUpload().isEmpty
  }
}
