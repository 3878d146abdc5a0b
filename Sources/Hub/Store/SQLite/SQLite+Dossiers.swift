import Foundation
import GRDB
import Identity
import Sync

extension SQLiteTransaction: DossierRows {
  func dossier(_ subject: EntryID) throws -> DossierRecord? {
    try row("SELECT * FROM dossier WHERE subject = ?", [subject.description]).map(Self.dossier)
  }

  func dossiers(_ filter: DossierFilter, limit: Int) throws -> [DossierRecord] {
    try rows(
      """
      SELECT * FROM dossier
      WHERE (?1 IS NULL OR EXISTS (
          SELECT 1 FROM entitlement t WHERE t.subject = dossier.subject AND t.unit = ?1))
        AND (?2 IS NULL OR status = ?2) AND (?3 IS NULL OR due < ?3)
      ORDER BY updated DESC, subject LIMIT ?4
      """, [filter.unit, filter.status, filter.dueBefore, limit]
    ).map(Self.dossier)
  }

  func save(_ dossier: DossierRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO dossier
        (subject, unit, procedure, status, due, updated, sealed_summary)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        dossier.subject.description, dossier.unit, dossier.procedure, dossier.status,
        dossier.due, dossier.updated, dossier.summary,
      ])
  }

  func deleteDossier(_ subject: EntryID) throws {
    try run("DELETE FROM dossier WHERE subject = ?", [subject.description])
    try run("DELETE FROM code_token WHERE subject = ?", [subject.description])
  }

  func subjects(token: Data) throws -> [EntryID] {
    try rows("SELECT subject FROM code_token WHERE token = ? ORDER BY subject", [token])
      .map { try $0.entryID("subject") }
  }

  func file(_ subject: EntryID, under token: Data) throws {
    try run("INSERT OR IGNORE INTO code_token VALUES (?, ?)", [token, subject.description])
  }

  func officers() throws -> [OfficerRecord] {
    try rows("SELECT * FROM officer ORDER BY subject").map(Self.officer)
  }

  func officers(token: Data) throws -> [OfficerRecord] {
    try rows("SELECT * FROM officer WHERE token = ? ORDER BY subject", [token])
      .map(Self.officer)
  }

  func save(_ officer: OfficerRecord) throws {
    try run(
      "INSERT OR REPLACE INTO officer (subject, token, unit, sealed_summary) VALUES (?, ?, ?, ?)",
      [officer.subject.description, officer.token, officer.unit, officer.summary])
  }

  private static func dossier(_ row: Row) throws -> DossierRecord {
    DossierRecord(
      subject: try row.entryID("subject"), unit: try row.text("unit"),
      procedure: try row.text("procedure"), status: try row.integer("status"), due: row["due"],
      updated: try row.milliseconds("updated"), summary: try row.data("sealed_summary"))
  }

  private static func officer(_ row: Row) throws -> OfficerRecord {
    OfficerRecord(
      subject: try row.entryID("subject"), token: try row.data("token"),
      unit: try row.text("unit"), summary: try row.data("sealed_summary"))
  }
}
