import DossierStore
import Foundation
import GRDB
import Sync
import Testing

@Suite struct SchemaTests {
  @Test func `a new database has exactly the schema of the fixture`() throws {
    let folder = try TestFolder("schema")
    let store = try folder.open()
    let found = try DatabaseQueue(path: store.folder.database.path).read(Self.schema)
    let fixture = try DatabaseQueue()
    try fixture.write {
      let later =
        SchemaFixture.recovery + SchemaFixture.registers + SchemaFixture.printing
        + SchemaFixture.ahead + SchemaFixture.recallLines
      try $0.execute(sql: SchemaFixture.version1 + later)
    }
    #expect(try found == fixture.read(Self.schema))
    #expect(found.count > 15)
  }

  @Test func `a database of the first schema is opened and used`() throws {
    let folder = try TestFolder("schema")
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    let path = folder.url.appending(path: "motcua.sqlite").path
    let old = try DatabaseQueue(path: path)
    try old.write { db in
      try db.execute(sql: SchemaFixture.version1)
      try db.execute(
        sql: """
          CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
          INSERT INTO grdb_migrations VALUES ('2026-11-21 journal')
          """)
    }
    try old.close()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    #expect(try store.state(of: id)?.code == "H99.88-261121-0001")
    #expect(try store.sentences() == [])
  }

  /// Tables and indexes by name, whatever the spaces.
  private static func schema(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%'
        ORDER BY name
        """
    ).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }
}
