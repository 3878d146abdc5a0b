import DossierStore
import Foundation
import HTTPClient
import Identity
import Sync
import Synchronization

/// Sends files after the entries, a chunk at a time, going on where the last one ended.
extension Exchanger {
  /// One chunk of one file. One that cannot be read here, or that the hub does not take, is left
  /// aside.
  /// - Returns: whether more waits.
  func sendChunk(_ totals: inout ExchangeTotals) async throws -> Bool {
    let turn = try await store.folder.turn(.exchange)
    defer { withExtendedLifetime(turn) {} }
    guard let hub = try store.hub(), let file = try nextFile() else { return false }
    do {
      try await sendChunk(of: file, to: hub, &totals)
    } catch let error as StoreError where error.kind == .notFound {
      // Erased or dropped meanwhile.
    } catch let error as StoreError where error.kind == .damaged {
      aside.add(file.sha256, .unreadable, now: ExchangeAgent.steady)
    } catch let refusal as HubRefusal where FilesAside.isOfFile(status: refusal.status) {
      aside.add(file.sha256, .refused, now: ExchangeAgent.steady)
    }
    return try nextFile() != nil
  }

  private func nextFile() throws -> FileUpload? {
    let now = ExchangeAgent.steady
    return try store.fileToUpload { !aside.contains($0.sha256, now: now) }
  }

  private func sendChunk(of file: FileUpload, to hub: HubInfo, _ totals: inout ExchangeTotals)
    async throws
  {
    let data = try store.file(file.sha256)
    let takesParts = hub.reads >= RequestRecovery.parts
    var offset = min(file.uploaded, data.count)
    if takesParts, data.count > Self.askedFrom, resumed.insert(file.sha256) {
      offset = try await offsetAtHub(of: file.sha256, at: hub, &totals) ?? offset
      offset = min(offset, data.count)
      if offset == data.count {
        return try store.fileUploaded(file.sha256, offset: offset)
      }
    }
    let bytes = data.dropFirst(offset).prefix(FileChunk.byteLimit)
    let chunk = FileChunk(
      hub: hub.id, device: store.device, address: file.sha256, offset: offset,
      isLast: offset + bytes.count == data.count, bytes: Data(bytes))
    let signature = takesParts ? chunk.signPart(keys.signing) : chunk.sign(keys.signing)
    let response = try await sendForgetting(
      HTTPRequest(
        method: "PUT", url: "\(hub.url)/sync/v1/file/\(file.sha256.hex)",
        headers: [
          ("Content-Type", "application/octet-stream"),
          ("Motcua-Device", store.device.rawValue), ("Upload-Offset", String(offset)),
          ("Upload-Complete", chunk.isLast ? "?1" : "?0"),
          (SignedMessage.headerName, signature.base64url),
        ] + (takesParts ? [("Motcua-File", "2")] : []), body: chunk.bytes,
        authority: hub.trustedAuthority))
    count(response, &totals)
    let known = response.headers["upload-offset"].flatMap { Int($0) }
    guard response.status == 200 || (response.status == 409 && known != nil), let known,
      (0...data.count).contains(known)
    else { throw Self.refusal(response) }
    try store.fileUploaded(file.sha256, offset: known)
  }

  /// Sends a piece; when no answer comes, part of it may have arrived.
  private func sendForgetting(_ request: HTTPRequest) async throws -> HTTPResponse {
    do {
      return try await client.send(request)
    } catch {
      resumed.forget()
      throw error
    }
  }

  /// Files up to this many bytes are sent without asking first how much of them arrived.
  private static let askedFrom = 16 * 1024

  /// Bytes the hub has of a file whose sending an earlier process, or a lost connection, left off.
  private func offsetAtHub(of file: Digest, at hub: HubInfo, _ totals: inout ExchangeTotals)
    async throws -> Int?
  {
    let probe = FileChunk(
      hub: hub.id, device: store.device, address: file, offset: 0, isLast: false, bytes: Data())
    let response = try await client.send(
      HTTPRequest(
        method: "HEAD", url: "\(hub.url)/sync/v1/file/\(file.hex)",
        headers: [
          ("Motcua-Device", store.device.rawValue),
          (SignedMessage.headerName, probe.sign(keys.signing).base64url),
        ], authority: hub.trustedAuthority))
    count(response, &totals)
    // Nobody signed it: what it says may be anything.
    return response.headers["upload-offset"].flatMap { Int($0) }.map { max(0, $0) }
  }
}

/// Files whose offset at the hub this process knows. After a lost connection nothing is known.
final class ResumedFiles: Sendable {
  private let files = Mutex<Set<Digest>>([])

  /// Whether it was not known before.
  func insert(_ file: Digest) -> Bool { files.withLock { $0.insert(file).inserted } }

  func forget() { files.withLock { $0 = [] } }
}
