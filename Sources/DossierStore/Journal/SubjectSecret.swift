import Foundation
import Identity
import Sync

/// What opens a subject's bodies: the secret its commitments are made with, which the hub knows
/// too, and the key they are sealed with on this disk, which nobody else has.
///
/// Without the key the bodies are gone for good, also from pages and backups that still hold them.
struct SubjectSecret: Sendable {
  let secret: Data
  /// `nil` once the subject is erased and only waits for the hub's log to say so: bodies that
  /// arrive before that are checked against the secret and dropped.
  let key: StorageKey?

  init(secret: Data, key: StorageKey?) {
    precondition(secret.count == Entry.secretBytes, "a subject's secret has 16 bytes")
    self.secret = secret
    self.key = key
  }

  init?(rawRepresentation bytes: Data) {
    let bytes = Data(bytes)
    switch bytes.count {
    case Entry.secretBytes:
      self.init(secret: bytes, key: nil)
    case Entry.secretBytes + StorageKey.byteCount:
      let key = StorageKey(rawRepresentation: Data(bytes.dropFirst(Entry.secretBytes)))
      self.init(secret: Data(bytes.prefix(Entry.secretBytes)), key: key)
    default:
      return nil
    }
  }

  var rawRepresentation: Data { secret + (key?.rawRepresentation ?? Data()) }
}
