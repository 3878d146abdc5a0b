import Foundation
import GRDB
package import Sync

/// A dossier code that several dossiers here have, as after two machines worked with one key.
package struct CodeCollision: Sendable, Hashable {
  package let code: String
  package let dossiers: [SubjectID]
}

extension DossierStore {
  /// Every code that more than one dossier has: none of them is wrong, and people must be told.
  package func codeCollisions() throws -> [CodeCollision] {
    let groups = Dictionary(grouping: try summaries().filter { !$0.code.isEmpty }) {
      $0.code.uppercased()
    }
    return groups.filter { $0.value.count > 1 }
      .map { CodeCollision(code: $0.key, dossiers: $0.value.map(\.id).sorted()) }
      .sorted { $0.code < $1.code }
  }
}
