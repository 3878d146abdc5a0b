import Foundation
import GRDB
import Identity
import Sync

/// Keeps the table `summary` equal to what its entries say.
struct SummaryProjection {
  let reader: JournalReader

  /// Computes the summary of a dossier again; does nothing for other subjects.
  func refresh(_ subject: String, change: Int) throws {
    guard let id = EntryID(subject), let record = try record(of: id) else { return }
    let sealed = try reader.context.seal(record, at: .summary(subject))
    try reader.db.execute(
      sql: """
        INSERT INTO summary (subject, change, sealed) VALUES (?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET change = excluded.change, sealed = excluded.sealed
        """, arguments: [subject, change, sealed])
  }

  /// The summary its entries give; `nil` if the subject is not a dossier.
  func record(of subject: SubjectID) throws -> SummaryRecord? {
    let entries = try reader.entries(of: subject)
    return record(entries, folded: DossierFold.fold(entries))
  }

  func record(_ entries: [Entry], folded state: DossierState) -> SummaryRecord? {
    guard entries.contains(where: { $0.kind.hasPrefix(StoredKind.dossierPrefix) }) else {
      return nil
    }
    return SummaryRecord(
      state, entries: entries, device: reader.context.device, naming: reader.context.naming)
  }

  /// All subjects that entries belong to.
  func subjects() throws -> [SubjectID] {
    try String.fetchAll(reader.db, sql: "SELECT DISTINCT subject FROM entry ORDER BY subject")
      .compactMap { EntryID($0) }
  }
}
