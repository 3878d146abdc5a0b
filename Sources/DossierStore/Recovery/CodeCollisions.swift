import Foundation
import GRDB
import Identity
package import Sync

/// A dossier code that several dossiers here have, as after two machines worked with one key.
package struct CodeCollision: Sendable, Hashable {
  package let code: String
  package let dossiers: [SubjectID]
}

extension DossierStore {
  /// Every code that more than one dossier has: none of them is wrong, and people must be told.
  package func codeCollisions() throws -> [CodeCollision] {
    try read { reader in
      try index.refresh(reader)
      return index.sharedCodes().map { CodeCollision(code: $0.key, dossiers: $0.value) }
        .sorted { $0.code < $1.code }
    }
  }

  static let settledForksKey = "settledForks"

  /// Whether another machine works with this device's key: from when on, by the clock of the
  /// entries that had to be written a second time (docs/protocol.md, “Forks”). What the province
  /// judged is over.
  package func copiesOfDevice() throws -> [Int64] {
    try read { reader in
      let settled = try reader.setting(Self.settledForksKey)?.integer ?? 1
      let epochs = try Int.fetchAll(
        reader.db, sql: "SELECT DISTINCT epoch FROM entry WHERE author = ? AND epoch > ?",
        arguments: [context.device.rawValue, settled])
      return try epochs.compactMap { epoch in
        let id = EntryID(author: context.device, epoch: epoch, seq: 1)
        let row = try reader.rows(
          "WHERE author = ? AND epoch = ? AND seq = 1", [id.author.rawValue, epoch]
        ).first
        guard let entry = try row.map(reader.entry), entry.content?["was"] != nil else {
          return nil
        }
        return entry.head.time
      }.sorted()
    }
  }
}
