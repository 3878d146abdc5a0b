import Foundation
import GRDB
import Hub
import Identity
import Sync
import Testing

/// The hub's database of every version so far is opened and used by this one.
struct HubSchemaTests {
  @Test func `a new database has exactly the schema of the fixture`() throws {
    let scratch = try Scratch("hub-schema")
    let file = scratch.url.appending(path: "new.sqlite")
    let store = try SQLiteHubStore(file: file)
    let found = try DatabaseQueue(path: file.path).read(Self.schema)
    let fixture = try DatabaseQueue()
    try fixture.write { db in
      for sql in [HubSchemaFixture.version1] + HubSchemaFixture.later { try db.execute(sql: sql) }
    }
    #expect(try found == fixture.read(Self.schema))
    #expect(found.count > 30)
    withExtendedLifetime(store) {}
  }

  /// Two devices of one unit; both put one scan into a dossier of their own, the older table knew
  /// the first of them only. One dossier was changed by the stamp of a rebuild.
  @Test func `a database of the first schema keeps what it says`() async throws {
    let scratch = try Scratch("hub-schema")
    let file = scratch.url.appending(path: "old.sqlite")
    let devices = [1, 2].map { DeviceKeys(random: SeededRandom(seed: $0)).deviceID }.sorted()
    try Self.writeFirst(file, devices)
    let store = try SQLiteHubStore(file: file)
    let scan = Digest.of(Data("scan".utf8))
    let dossier = try #require(EntryID("\(devices[0]).1.1"))
    try await store.read { rows in
      let ranges = try rows.ranges(of: "H99.88")
      #expect(ranges.map(\.first) == [1000, 2000] && ranges.map(\.last) == [1999, 2999])
      #expect(ranges.map(\.device) == devices && ranges.map(\.granted) == [100, 200])
      #expect(ranges.map(\.epoch) == [1, 1] && ranges.allSatisfy { $0.closed == nil })
      let kept = try rows.devices()
      #expect(kept.map(\.state) == [.active, .revoked] && kept.map(\.revoked) == [nil, 300])
      #expect(kept.map(\.bundleKnown) == [0, 0], "each is offered the bundle once more")
      #expect(kept.map(\.nonce) == [Data([1]), Data([2])] && kept[0].previousNonce.isEmpty)
      let uses = try rows.fileUses()
      #expect(uses.map(\.address) == [scan] && uses.map(\.subject) == [dossier])
      #expect(uses.map(\.author) == [devices[0]])
      #expect(try rows.files().map(\.state) == [.complete])
      #expect(try rows.setting("fileUses") == nil, "they are counted once, from the entries")
      #expect(try rows.dossier(dossier)?.updated == 150, "what came last, not what was rebuilt")
      #expect(try rows.awaitedRanges() == [] && rows.heldRuns() == [] && rows.forks() == [])
    }
    try await store.close()
    let found = try await DatabaseQueue(path: file.path).read(Self.schema)
    let new = scratch.url.appending(path: "new.sqlite")
    try await SQLiteHubStore(file: new).close()
    #expect(try await found == DatabaseQueue(path: new.path).read(Self.schema))
  }

  private static func writeFirst(_ file: URL, _ devices: [DeviceID]) throws {
    let old = try DatabaseQueue(path: file.path)
    try old.write { db in
      try db.execute(sql: HubSchemaFixture.version1)
      try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      for name in HubSchemaFixture.firstMigrations {
        try db.execute(sql: "INSERT INTO grdb_migrations VALUES (?)", arguments: [name])
      }
      let (first, second) = (devices[0].rawValue, devices[1].rawValue)
      try db.execute(
        sql: """
          INSERT INTO device VALUES
            (?, 'H99.88', 1000, 1999, x'aa', x'bb', 'active', 100, NULL, x'01', 400, 7, 7),
            (?, 'H99.88', 2000, 2999, x'cc', x'dd', 'revoked', 200, 300, x'02', 400, 7, 7)
          """, arguments: [first, second])
      let subject = "\(first).1.1"
      let (zeros, scan) = (Data(count: 32), Digest.of(Data("scan".utf8)).bytes)
      try db.execute(
        sql: """
          INSERT INTO entry VALUES
            (?, 1, 1, ?, 'dossier.received', x'00', ?, ?, NULL, 'accepted', 0, 150)
          """, arguments: [first, subject, zeros, zeros])
      try db.execute(
        sql: "INSERT INTO dossier VALUES (?, 'H99.88', '1.001193', 2, NULL, 999, x'00')",
        arguments: [subject])
      try db.execute(
        sql: "INSERT INTO file VALUES (?, ?, ?, 4, 4, 'complete')",
        arguments: [scan, subject, first])
    }
    try old.close()
  }

  /// Tables and indexes by name, whatever the spaces. SQLite writes added columns behind the
  /// others as they were stated, so that both ways to a schema read the same.
  @Sendable private static func schema(_ db: Database) throws -> [String] {
    try String.fetchAll(
      db,
      sql: """
        SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'grdb_%'
        ORDER BY name
        """
    ).map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  }
}
