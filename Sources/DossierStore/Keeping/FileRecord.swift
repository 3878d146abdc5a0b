import Foundation
import Identity

/// What the database keeps, sealed, of one attachment.
struct FileRecord {
  let sha256: Digest
  /// The key of this file alone: with its record gone, copies of the file cannot be read.
  let key: StorageKey

  init(sha256: Digest, key: StorageKey) {
    self.sha256 = sha256
    self.key = key
  }

  init?(rawRepresentation bytes: Data) {
    let bytes = Data(bytes)
    guard bytes.count == Digest.byteCount + StorageKey.byteCount,
      let sha256 = Digest(bytes: bytes.prefix(Digest.byteCount)),
      let key = StorageKey(rawRepresentation: Data(bytes.dropFirst(Digest.byteCount)))
    else { return nil }
    self.init(sha256: sha256, key: key)
  }

  var rawRepresentation: Data { sha256.bytes + key.rawRepresentation }
}

/// Where a file stands, as the column `state` says.
enum StoredFileState: Int {
  case beingWritten = 0
  case present = 1
  /// Not here any more: dropped once the hub had it in a backup, or, in a folder that was put back,
  /// no longer readable when the backup was made.
  case gone = 2
}
