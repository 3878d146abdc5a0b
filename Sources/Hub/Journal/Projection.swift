import Dossiers
import Foundation
import Identity
import Sync

extension Hub {
  func projection(_ rows: any HubTransaction) -> Projection {
    Projection(rows: rows, vault: vault, hub: id)
  }
}

/// Folds a subject's accepted entries into the rows that lists and sign-in read.
struct Projection {
  let rows: any HubTransaction
  let vault: Vault
  let hub: DeviceID

  /// - Parameter entries: all accepted ones of the subject.
  /// - Returns: What they come to, if it is a dossier.
  @discardableResult
  func project(_ subject: SubjectID, _ entries: [Entry]) throws -> FoldedDossier? {
    if let folded = FoldedDossier(entries, hub: hub) {
      try save(folded.summary, of: subject)
      try rows.fileByPersons(subject, persons(folded))
      return folded
    }
    if let officer = OfficerFold.fold(entries, hub: hub) {
      try save(officer)
    } else if try rows.dossier(subject) != nil {
      try rows.deleteDossier(subject)
    }
    return nil
  }

  /// What the accepted entries of a dossier say.
  /// - Throws: `noDossier` for other subjects.
  func folded(_ id: SubjectID) throws -> FoldedDossier {
    guard let folded = try living(id) else { throw HubError.noDossier }
    return folded
  }

  /// The same; `nil` if it is no dossier, or erased.
  func living(_ id: SubjectID) throws -> FoldedDossier? {
    FoldedDossier(try acceptedEntries(of: id), hub: hub)
  }

  private func persons(_ folded: FoldedDossier) -> Set<Data> {
    let procedure = folded.state.procedure
    return Set(folded.persons.map { vault.token("person", "\(procedure)\n\($0)") })
  }

  func acceptedEntries(of subject: SubjectID) throws -> [Entry] {
    try vault.acceptedEntries(of: subject, rows)
  }

  /// What the row of a dossier must say now; `nil` if there must be none.
  func summary(of subject: SubjectID) throws -> DossierSummary? {
    try living(subject)?.summary
  }

  /// What the row of an officer must say now; `nil` if there must be none.
  func officer(_ subject: SubjectID) throws -> OfficerState? {
    OfficerFold.fold(try acceptedEntries(of: subject), hub: hub)
  }

  private func save(_ summary: DossierSummary, of subject: SubjectID) throws {
    try rows.save(
      DossierRecord(
        subject: subject, unit: summary.unit, procedure: summary.procedure,
        status: summary.status,
        due: summary.dossierStatus.clock == .running ? summary.due?.instant : nil,
        updated: rows.lastReceived(of: subject), contention: summary.contention,
        summary: vault.seal(summary.json.canonical, .dossier(subject))))
    for code in [summary.code] + summary.officialCodes {
      try rows.file(subject, under: vault.token("code", Hub.foldedCode(code)))
    }
  }

  private func save(_ officer: OfficerState) throws {
    let summary = OfficerSummary(officer)
    try rows.save(
      OfficerRecord(
        subject: officer.id, token: vault.token("officer", officer.name), unit: officer.unit,
        summary: vault.seal(try Self.encoded(summary), .officer(officer.id))))
  }

  private static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try encoder.encode(value)
  }
}
