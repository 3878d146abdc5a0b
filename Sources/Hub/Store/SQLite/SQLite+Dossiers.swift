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
        AND (?4 IS NULL OR contention >= ?4)
        AND (?5 IS NULL OR updated < ?5 OR (updated = ?5 AND subject > ?6))
      ORDER BY updated DESC, subject LIMIT ?7
      """,
      [
        filter.unit, filter.status, filter.dueBefore, filter.contention?.rawValue,
        filter.behind?.updated, filter.behind?.id.description, limit,
      ]
    ).map(Self.dossier)
  }

  func save(_ dossier: DossierRecord) throws {
    try run(
      """
      INSERT OR REPLACE INTO dossier
        (subject, unit, procedure, status, due, updated, contention, sealed_summary)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        dossier.subject.description, dossier.unit, dossier.procedure, dossier.status,
        dossier.due, dossier.updated, dossier.contention.rawValue, dossier.summary,
      ])
  }

  func deleteDossier(_ subject: EntryID) throws {
    try run("DELETE FROM dossier WHERE subject = ?", [subject.description])
    try run("DELETE FROM code_token WHERE subject = ?", [subject.description])
    try fileByPersons(subject, [])
  }

  func fileByPersons(_ subject: EntryID, _ tokens: Set<Data>) throws {
    try run("DELETE FROM person_token WHERE subject = ?", [subject.description])
    for token in tokens {
      try run("INSERT INTO person_token VALUES (?, ?)", [token, subject.description])
    }
  }

  func dossiersOfSamePersons() throws -> [[EntryID]] {
    let pairs = try rows(
      """
      SELECT token, subject FROM person_token WHERE token IN (
        SELECT token FROM person_token GROUP BY token HAVING COUNT(*) > 1)
      ORDER BY token, subject
      """)
    let groups = try Dictionary(grouping: pairs) { try $0.data("token") }
    return try Set(groups.values.map { try $0.map { try $0.entryID("subject") } })
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  func dossiersElsewhere(ofPersonsIn subject: EntryID) throws -> [EntryID] {
    try rows(SQLiteHubStore.dossiersElsewhere, [subject.description])
      .map { try $0.entryID("subject") }
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

  func officer(_ subject: EntryID) throws -> OfficerRecord? {
    try rows("SELECT * FROM officer WHERE subject = ?", [subject.description])
      .first.map(Self.officer)
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
      updated: try row.milliseconds("updated"),
      contention: Contention(rawValue: try row.integer("contention")) ?? .none,
      summary: try row.data("sealed_summary"))
  }

  private static func officer(_ row: Row) throws -> OfficerRecord {
    OfficerRecord(
      subject: try row.entryID("subject"), token: try row.data("token"),
      unit: try row.text("unit"), summary: try row.data("sealed_summary"))
  }
}

extension SQLiteHubStore {
  /// Reads the rows of the dossiers that share a token, however many others there are.
  package static let dossiersElsewhere = """
    SELECT DISTINCT twin.subject FROM person_token own
    JOIN person_token twin ON twin.token = own.token
    JOIN dossier mine ON mine.subject = own.subject
    JOIN dossier theirs ON theirs.subject = twin.subject AND theirs.unit <> mine.unit
    WHERE own.subject = ? ORDER BY twin.subject
    """
}
