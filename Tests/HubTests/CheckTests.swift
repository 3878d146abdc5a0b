import Dossiers
import Foundation
import GRDB
import Hub
import Identity
import Sync
import Testing

struct CheckTests {
  private func filled() async throws -> TestHub {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-1000", unit: "H99.88"))
    try device.write("dossier.printed", ["document": "01", "copy": 1], subject: dossier.id)
    try await test.exchange(device)
    _ = try await test.hub.addOfficer(
      name: "lan.thu", fullName: "Trần Thị Lan Thử", role: .headOfUnit,
      password: "mật khẩu thử 2026", actor: "local:0")
    return test
  }

  @Test func `a rebuild leaves when a dossier last changed, and a check compares it`() async throws
  {
    let test = try await filled()
    let dossiers = try await test.hub.dossiers()
    #expect(dossiers.map(\.updated) == [TestHub.start])
    test.clock.advance(milliseconds: 3_600_000)
    let device = try await test.device(2)
    try device.write(
      "dossier.received", Samples.received(code: "H99.88-261121-2000", unit: "H99.88"))
    try await test.exchange(device)
    test.clock.advance(milliseconds: 3_600_000)
    #expect(try await test.hub.check(rebuild: true).findings == [])
    #expect(
      try await test.hub.dossiers().map(\.updated) == [TestHub.start + 3_600_000, TestHub.start])
    let database = try DatabaseQueue(path: test.database.path)
    try await database.write { try $0.execute(sql: "UPDATE dossier SET updated = updated + 1") }
    let findings = try await test.hub.check().findings
    #expect(findings.map(\.area) == ["projection", "projection"])
    #expect(try await test.hub.check(rebuild: true).findings == [])
  }

  @Test func `a log that has an entry before its dossier is found`() async throws {
    let test = try await filled()
    let database = try DatabaseQueue(path: test.database.path)
    let ids = try await database.write { db in
      try db.execute(
        sql: """
          UPDATE log_entry SET position = -1 - position WHERE position < 2;
          UPDATE log_entry SET position = 2 + position WHERE position < 0;
          """)
      return try String.fetchAll(
        db, sql: "SELECT author || '.' || epoch || '.' || seq FROM log_entry ORDER BY position")
    }
    let findings = try await test.hub.check().findings.filter { $0.area == "log" }
    #expect(findings.map(\.problem) == ["has \(ids[0]) before the beginning of \(ids[1])"])
  }

  /// Changes one byte of one column behind the hub's back.
  private func flip(_ test: TestHub, _ table: String, _ column: String, where filter: String)
    throws
  {
    let database = try DatabaseQueue(path: test.database.path)
    try database.write { db in
      let sql = "SELECT \(column) FROM \(table) WHERE \(filter) LIMIT 1"
      var bytes = try #require(try Data.fetchOne(db, sql: sql))
      bytes[bytes.startIndex + bytes.count / 2] ^= 1
      try db.execute(
        sql: "UPDATE \(table) SET \(column) = ? WHERE \(filter)", arguments: [bytes])
      #expect(db.changesCount == 1)
    }
  }

  @Test(arguments: [
    ("entry", "head", "kind = 'dossier.printed'", "entry"),
    ("entry", "sealed_body", "kind = 'dossier.printed'", "entry"),
    ("entry", "commitment", "kind = 'dossier.received'", "entry"),
    ("entry", "digest", "kind = 'dossier.received'", "entry"),
    ("secret", "sealed_secret", "subject IN (SELECT subject FROM dossier)", "entry"),
    ("stream", "chain", "author IN (SELECT id FROM device)", "stream"),
    ("stream", "head", "author IN (SELECT id FROM device)", "stream"),
    ("checkpoint", "checkpoint", "size = 2", "log checkpoint"),
    ("checkpoint", "frontier", "size = 0", "checkpoint"),
    ("checkpoint", "frontier", "size = 2", "checkpoint"),
    ("unit_log", "frontier", "1 = 1", "checkpoint"),
    ("unit_log", "checkpoint", "1 = 1", "log checkpoint"),
    ("dossier", "sealed_summary", "1 = 1", "projection"),
    ("officer", "sealed_summary", "1 = 1", "projection"),
    ("officer", "token", "1 = 1", "projection"),
    ("device", "signing", "1 = 1", "device"),
    ("setting", "value", "name = 'bundle'", "bundle"),
  ])
  func `one changed byte is found and named`(
    table: String, column: String, filter: String, areas: String
  ) async throws {
    let test = try await filled()
    #expect(try await test.hub.check().findings == [])
    try flip(test, table, column, where: filter)
    let findings = try await test.hub.check().findings
    #expect(findings.contains { areas.contains($0.area) }, "\(findings)")
  }

  @Test func `an entry taken out of a stream or a log is missed`() async throws {
    let test = try await filled()
    let database = try DatabaseQueue(path: test.database.path)
    try await database.write { try $0.execute(sql: "DELETE FROM log_entry WHERE position = 1") }
    #expect(
      try await test.hub.check().findings.contains { $0.area == "log" || $0.area == "checkpoint" })
    try await database.write {
      try $0.execute(sql: "DELETE FROM entry WHERE kind = 'dossier.printed'")
    }
    #expect(try await test.hub.check().findings.contains { $0.area == "stream" })
  }

  @Test func `projections that were lost are rebuilt`() async throws {
    let test = try await filled()
    let database = try DatabaseQueue(path: test.database.path)
    try await database.write { db in
      try db.execute(sql: "DELETE FROM dossier; DELETE FROM code_token")
    }
    #expect(try await test.hub.check().findings.map(\.area) == ["projection"])
    #expect(try await test.hub.check(rebuild: true).findings == [])
    #expect(try await test.hub.dossiers(code: "h99.88-261121-1000").count == 1)
  }

  @Test func `a row that names another officer, unit or size is found`() async throws {
    for (sql, named) in [
      ("UPDATE officer SET unit = 'H99.88'", "differs from its entries"),
      (
        "UPDATE officer SET sealed_summary = (SELECT sealed_summary FROM dossier)",
        "cannot be read"
      ),
      ("UPDATE officer SET subject = (SELECT subject FROM dossier)", "no officer"),
      ("DELETE FROM officer", "has no row"),
      ("UPDATE checkpoint SET size = 1 WHERE size = 2", "is stored as that of 1 entries"),
    ] {
      let test = try await filled()
      let database = try DatabaseQueue(path: test.database.path)
      try await database.write { try $0.execute(sql: sql) }
      let findings = try await test.hub.check().findings
      #expect(findings.contains { $0.problem.contains(named) }, "\(sql): \(findings)")
    }
  }

  @Test func `a file nobody declared is found`() async throws {
    let test = try await filled()
    let stray = test.folder.appending(path: "stray.txt")
    try Data("x".utf8).write(to: stray)
    try FileManager.default.createDirectory(
      at: test.folder.appending(path: "keys/more"), withIntermediateDirectories: true)
    let findings = try await test.hub.check().findings
    #expect(findings.map(\.area) == ["storage", "storage"])
    #expect(findings.map(\.place) == ["keys/more", "stray.txt"])
  }

  @Test func `no personal word lies open in the data folder`() async throws {
    let test = try await filled()
    let names = try FileManager.default.subpathsOfDirectory(atPath: test.folder.path)
    #expect(names.contains("hub.sqlite"))
    for name in names {
      let file = test.folder.appending(path: name)
      guard let bytes = try? Data(contentsOf: file) else { continue }
      for word in ["Nguyễn Văn Thử", "099090000001", "7K3MPA", "H99.88-261121-1000"] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) lies open in \(name)")
      }
    }
  }
}
