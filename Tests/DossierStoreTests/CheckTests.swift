import DossierStore
import Dossiers
import Foundation
import GRDB
import Identity
import Sync
import Testing

/// Changes single bytes of what is stored and expects every one to be found and named.
@Suite struct CheckTests {
  struct Column: Sendable, CustomTestStringConvertible {
    let table: String
    let column: String
    let named: String
    var testDescription: String { "\(table).\(column)" }
  }

  static let columns = [
    Column(table: "entry", column: "head", named: "entry"),
    Column(table: "entry", column: "commitment", named: "entry"),
    Column(table: "entry", column: "digest", named: "entry"),
    Column(table: "entry", column: "chain", named: "broken at entry"),
    Column(table: "entry", column: "body", named: "body of entry"),
    Column(table: "entry", column: "kind", named: "entry"),
    Column(table: "entry", column: "subject", named: "entry"),
    Column(table: "stream", column: "chain", named: "stream"),
    Column(table: "stream", column: "signature", named: "stream"),
    Column(table: "checkpoint", column: "checkpoint", named: "checkpoint"),
    Column(table: "follower", column: "state", named: "log of unit"),
    Column(table: "subject", column: "sealed", named: "secret of subject"),
    Column(table: "summary", column: "sealed", named: "summary of dossier"),
    Column(table: "token", column: "token", named: "index of codes"),
    Column(table: "draft", column: "sealed", named: "draft"),
    Column(table: "file", column: "sealed", named: "record of file"),
    Column(table: "setting", column: "sealed", named: "setting"),
  ]

  @Test(arguments: columns)
  func `one changed byte is found and named`(column: Column) throws {
    let folder = try TestFolder("check")
    let store = try Self.filled(folder)
    let database = try DatabaseQueue(path: store.folder.database.path)
    let rows = try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT rowid_or_key, CAST(\(column.column) AS BLOB) AS bytes FROM
          (SELECT row_number() OVER () AS rowid_or_key, \(column.column) FROM \(column.table)
          WHERE \(column.column) IS NOT NULL)
          """)
    }
    #expect(!rows.isEmpty)
    for row in rows {
      let original: Data = row["bytes"]
      let step = max(1, original.count / 12)
      for offset in stride(from: 0, to: original.count, by: step) {
        var changed = original
        changed[changed.startIndex + offset] ^= 0x01
        try Self.replace(database, column, original, by: changed)
        let sentences = try store.sentences()
        #expect(
          sentences.contains { $0.contains(column.named) },
          "byte \(offset) of \(column.table).\(column.column): \(sentences)")
        try Self.replace(database, column, changed, by: original)
      }
    }
    #expect(try store.sentences() == [])
  }

  @Test func `removed rows are found`() throws {
    for (sql, named) in [
      ("DELETE FROM entry WHERE seq = 2", "gap"),
      ("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", "ends at entry"),
      ("DELETE FROM stream", "no signed stream"),
      ("DELETE FROM log WHERE position = 0", "gap"),
      ("UPDATE log SET seq = 2 WHERE position = 0", "is not the one the hub signed"),
      ("DELETE FROM checkpoint", "no checkpoint at its end"),
      ("DELETE FROM follower", "no stored state"),
      ("UPDATE checkpoint SET size = 9", "has no checkpoint at its end"),
      ("UPDATE entry SET body = NULL WHERE seq = 2", "is missing"),
      ("DELETE FROM summary", "summary of dossier"),
      ("UPDATE stream SET acknowledged = 99", "acknowledged"),
    ] {
      let folder = try TestFolder("check")
      let store = try Self.filled(folder)
      try DatabaseQueue(path: store.folder.database.path).write { try $0.execute(sql: sql) }
      let sentences = try store.sentences()
      #expect(sentences.contains { $0.contains(named) }, "\(sql): \(sentences)")
    }
  }

  @Test func `a counter below what was given already is found`() throws {
    let folder = try TestFolder("check")
    let store = try folder.open()
    let ids = try ["0001", "0002"].map { try store.receive("H99.88-260921-\($0)") }
    for _ in 1...2 {
      try store.write { journal in
        let number = try journal.nextCertificateNumber(book: "SCT/BS", year: 2026)
        let body: [String: JSONValue] = [
          "number": .integer(Int64(number)), "book": "SCT/BS", "year": 2026,
        ]
        _ = try journal.append(
          EntryDraft(kind: "dossier.certified", subject: .existing(ids[1]), body: body),
          by: "local:0")
      }
    }
    // Erased, a dossier still used up its code.
    try store.erase(ids[0], basis: "decision 5", by: "local:0")
    #expect(try store.sentences() == [])
    let database = try DatabaseQueue(path: store.folder.database.path)
    for (sql, named) in [
      (
        "UPDATE counter SET last = 1 WHERE name = 'dossier'",
        "The counter of dossier codes of 2026-09-21 stands at 1, but 2 were given."
      ),
      (
        "UPDATE counter SET last = 1 WHERE name LIKE 'book/%'",
        "The counter of book SCT/BS of 2026 stands at 1, but number 2 was given."
      ),
      (
        "DELETE FROM counter WHERE name = 'dossier'",
        "The counter of dossier codes of 2026-09-21 stands at 0, but 2 were given."
      ),
    ] {
      try database.write { try $0.execute(sql: sql) }
      #expect(try store.sentences().contains(named), "\(sql)")
    }
  }

  @Test func `a code drawn just before midnight counts for its own day`() throws {
    let folder = try TestFolder("check")
    let store = try folder.open()
    let yesterday = Example.day.adding(days: -1)
    try store.write { journal in
      _ = try journal.nextDossierCounter(on: yesterday)
      _ = try journal.append(Example.received("H99.88-260920-0001"), by: "local:0")
    }
    #expect(try store.sentences() == [])
  }

  @Test func `a file that is not a database is refused in one sentence`() throws {
    let folder = try TestFolder("check")
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try Data(repeating: 0x41, count: 8192).write(to: folder.url.appending(path: "motcua.sqlite"))
    #expect {
      _ = try folder.open()
    } throws: { ($0 as? StoreError)?.kind == .damaged }
  }

  @Test func `projections are rebuilt to what they were`() throws {
    let folder = try TestFolder("check")
    let store = try Self.filled(folder)
    let before = try store.summaries()
    try DatabaseQueue(path: store.folder.database.path).write { db in
      try db.execute(sql: "DELETE FROM summary; DELETE FROM token; DELETE FROM file_use")
    }
    #expect(try !store.sentences(rebuild: true).isEmpty)
    #expect(try store.sentences() == [])
    #expect(try folder.open().summaries() == before)
    #expect(try store.summaries() == before)
  }

  private static func replace(
    _ database: DatabaseQueue, _ column: Column, _ old: Data, by new: Data
  ) throws {
    let isText = ["kind", "subject"].contains(column.column)
    try database.write { db in
      let cast = isText ? "CAST(? AS TEXT)" : "?"
      let condition =
        isText ? "CAST(\(column.column) AS BLOB) = ?" : "\(column.column) = ?"
      try db.execute(
        sql: "UPDATE \(column.table) SET \(column.column) = \(cast) WHERE \(condition)",
        arguments: [new, old])
    }
  }

  /// A store with something in every table.
  static func filled(_ folder: TestFolder) throws -> DossierStore {
    let store = try folder.open()
    var hub = ExampleHub()
    try store.setHub(hub.info)
    let id = try store.receive("H99.88-261121-0001")
    let digest = try store.putFile(Data("scan".utf8))
    try store.append([ErasureTests.attached(id, digest)], by: "local:0")
    let own = try hub.take(try store.outbox(byteLimit: 100_000).entries)
    let status = try hub.write(
      "dossier.status", about: id, ["to": 4, "reason": "bắt đầu", "data": [:]], replaces: [id])
    try store.ingest(hub.answer(ack: 2, from: 0, own + [status]), epoch: 1)
    try store.append([Example.edited(id, "nks/hoTen", "Giàng A Páo")], by: "local:0")
    try store.saveDraft(id: "d1", owner: "local:0", content: ["a": "b"])
    #expect(try store.sentences() == [])
    return store
  }
}
