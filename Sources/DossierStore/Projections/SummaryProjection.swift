import Foundation
import GRDB
import Identity
import Sync

/// Keeps the table `summary` equal to what its entries say.
struct SummaryProjection {
  let reader: JournalReader

  /// Writes the summary of a dossier again; does nothing for other subjects.
  func refresh(_ subject: String, _ entries: [Entry], folded state: DossierState, change: Int)
    throws
  {
    guard let record = try record(entries, folded: state) else { return }
    let sealed = reader.context.seal(record.encoded, at: .summary(subject))
    try reader.db.execute(
      sql: """
        INSERT INTO summary (subject, change, sealed) VALUES (?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET change = excluded.change, sealed = excluded.sealed
        """, arguments: [subject, change, sealed])
  }

  /// The summary its entries give; `nil` if the subject is not a dossier.
  func record(_ entries: [Entry], folded state: DossierState) throws -> SummaryRecord? {
    guard entries.contains(where: { $0.kind.hasPrefix(StoredKind.dossierPrefix) }) else {
      return nil
    }
    var record = SummaryRecord(
      state, entries: entries, device: reader.context.device, naming: reader.context.naming)
    if try hasLeft(state) {
      record.flags.append(.left)
      record.desks = []
    }
    return record
  }

  /// Whether every unit whose log this device follows is no longer concerned with it.
  private func hasLeft(_ state: DossierState) throws -> Bool {
    guard !state.leftUnits.isEmpty else { return false }
    let units = try String.fetchAll(reader.db, sql: "SELECT unit FROM follower")
    return !units.isEmpty && state.leftUnits.isSuperset(of: units)
  }

  /// All subjects that entries belong to.
  func subjects() throws -> [SubjectID] {
    try String.fetchAll(reader.db, sql: "SELECT DISTINCT subject FROM entry ORDER BY subject")
      .compactMap { EntryID($0) }
  }
}
