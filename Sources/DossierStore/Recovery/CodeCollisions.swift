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

  /// Whether another machine works or worked with this device's key: from when on, by the clock of
  /// the entries that had to be written a second time (docs/protocol.md, “Forks”).
  package func copiesOfDevice() throws -> [Int64] {
    try read { reader in
      let epochs = try Int.fetchAll(
        reader.db, sql: "SELECT DISTINCT epoch FROM entry WHERE author = ? AND epoch > 1",
        arguments: [context.device.rawValue])
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
