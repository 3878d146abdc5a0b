import Foundation
import Identity
import Sync

/// Keyed digests of words by which subjects are found without the words lying on the disk.
struct TokenMaker: Sendable {
  private let key: StorageKey

  init(_ keys: DeviceKeys) {
    key = keys.storage.derive("store tokens")
  }

  func code(_ code: String) -> Data { key.token("code\n\(code.uppercased())") }
  func slip(_ code: String) -> Data { key.token("slip\n\(code.uppercased())") }
  func request(_ request: String) -> Data { key.token("request\n\(request)") }
  func view(officer: String, reason: String, day: String, of dossier: SubjectID) -> Data {
    key.token("view\n\(officer)\n\(dossier)\n\(day)\n\(reason)")
  }
  /// The name of a sealed file on the disk.
  func fileAddress(_ sha256: Digest) -> String { key.token("file\n\(sha256.hex)").hex }

  /// Every word an entry of `subject` makes it findable by.
  func tokens(for entry: Entry) -> [Data] {
    guard let body = entry.content else { return [] }
    var tokens: [Data] = []
    if let request = body["request"]?.string { tokens.append(self.request(request)) }
    switch entry.kind {
    case StoredKind.received, StoredKind.official:
      if let code = body["code"]?.string { tokens.append(self.code(code)) }
    case SlipAct.printed:
      if let code = body["code"]?.string { tokens.append(slip(code)) }
    case StoredKind.viewed:
      if let reason = body["reason"]?.string, let day = body["day"]?.string {
        tokens.append(
          view(officer: entry.head.actor, reason: reason, day: day, of: entry.subjectID))
      }
    default: break
    }
    return tokens
  }
}
