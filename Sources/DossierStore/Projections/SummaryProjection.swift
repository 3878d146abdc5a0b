import Foundation
import GRDB
import Identity
import Sync

/// Keeps the table `summary` equal to what its entries say.
struct SummaryProjection {
  let reader: JournalReader

  /// Writes the summary of a dossier again; does nothing for other subjects.
  ///
  /// - Returns: The version of its procedure, if it has no names because that is not known.
  func refresh(_ subject: String, _ entries: [Entry], folded state: DossierState, change: Int)
    throws -> ProcedureVersion?
  {
    guard let record = try record(entries, folded: state) else { return nil }
    let sealed = reader.context.seal(record.encoded, at: .summary(subject))
    try reader.db.execute(
      sql: """
        INSERT INTO summary (subject, change, sealed) VALUES (?, ?, ?)
        ON CONFLICT (subject) DO UPDATE SET change = excluded.change, sealed = excluded.sealed
        """, arguments: [subject, change, sealed])
    return unknownVersion(of: record)
  }

  /// The version of a dossier's procedure, if it has no names because that is not known.
  func unknownVersion(of record: SummaryRecord) -> ProcedureVersion? {
    guard record.title.isEmpty, record.applicant.isEmpty, !record.procedure.isEmpty,
      reader.context.naming(record.procedure, record.version) == nil
    else { return nil }
    return ProcedureVersion(record.procedure, record.version)
  }

  /// The summaries as they lie in the table, by dossier.
  func stored() throws -> [(subject: String, record: SummaryRecord)] {
    try Row.fetchAll(reader.db, sql: "SELECT subject, sealed FROM summary").map { row in
      let subject: String = row[0]
      return (
        subject,
        try reader.context.open(
          row[1], at: .summary(subject), read: SummaryRecord.init(encoded:))
      )
    }
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
