import Foundation
import GRDB
package import Sync

extension DossierStore {
  /// All dossiers, the newest received first.
  package func summaries() throws -> [DossierSummary] {
    try read { reader in
      try index.refresh(reader)
      return index.all(unsent: try UnsentEntries(reader))
    }
  }

  /// Dossiers that may be the same matter of the same person, and nobody said whether: open ones
  /// here, and those the hub told of, which this device may not have.
  package func possibleDuplicates(of dossier: SubjectID) throws -> [SubjectID] {
    try read { reader in
      try index.refresh(reader)
      return index.twins(of: dossier)
    }
  }

  /// A dossier as its entries are at one moment; `nil` if the subject is not a dossier.
  package func reading(of dossier: SubjectID) throws -> DossierReading? {
    try read { reader in
      let entries = try reader.entries(of: dossier)
      let state = try reader.fold(entries)
      guard let record = try SummaryProjection(reader: reader).record(entries, folded: state)
      else { return nil }
      var summary = record.summary(dossier, unsent: try UnsentEntries(reader))
      if try reader.subjects(token: context.tokens.code(summary.code)).count > 1 {
        summary.flags.insert(.codeShared)
      }
      return DossierReading(state: state, summary: summary)
    }
  }

  /// Dossiers found by words of names, without marks and in any order, by ID number, telephone
  /// number or code, also by their beginnings.
  package func search(_ text: String, limit: Int = 50) throws -> [DossierSummary] {
    try read { reader in
      try index.refresh(reader)
      return index.search(text, limit: limit, unsent: try UnsentEntries(reader))
    }
  }

  /// The officers of a unit, by name, also the disabled ones.
  package func officers(of unit: String) throws -> [OfficerState] {
    try read { reader in
      let subjects = try String.fetchAll(
        reader.db, sql: "SELECT subject FROM entry WHERE kind = ?",
        arguments: [StoredKind.officerAdded])
      let hub = try reader.hubID()
      return try subjects.compactMap { EntryID($0) }
        .compactMap { OfficerFold.fold(try reader.entries(of: $0), hub: hub) }
        .filter { $0.unit == unit }
        .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
  }

  package func officer(_ id: SubjectID, of unit: String) throws -> OfficerState? {
    try read { reader in
      OfficerFold.fold(try reader.entries(of: id), hub: try reader.hubID())
    }.flatMap { $0.unit == unit ? $0 : nil }
  }

  /// The officers with this sign-in name: more than one where two devices added one before they
  /// heard of each other.
  package func officers(named name: String, of unit: String) throws -> [OfficerState] {
    try officers(of: unit).filter { $0.name == name }
  }

  /// Drops what is computed from the entries and computes it again.
  package func rebuildProjections() throws {
    try write { journal in
      let unknown = try Projections(reader: journal.reader).rebuild(
        change: try journal.advanceCounter("change", ""))
      try journal.setUnknownVersions(unknown)
      try journal.db.execute(
        sql: "UPDATE counter SET last = ? WHERE name = 'projections' AND period = ''",
        arguments: [Projections.version])
      try journal.forgetSummaries()
      journal.noteChange()
    }
    index.forget()
    register.forget()
  }

  /// Computes the projections again if another version of the program computed them, and names
  /// what can be named now.
  func renewProjections() throws {
    let version = try read { reader in
      try Int.fetchOne(
        reader.db, sql: "SELECT last FROM counter WHERE name = 'projections' AND period = ''")
    }
    if version != Projections.version { try rebuildProjections() }
    try renewNames()
  }
}
