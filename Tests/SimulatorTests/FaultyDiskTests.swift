import Foundation
import GRDB
import Simulator
import Testing

/// The disk under the simulated machines loses what was not flushed, and nothing else.
struct FaultyDiskTests {
  private func database(_ disk: FaultyDisk, synchronous: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
    }
    let queue = try DatabaseQueue(path: "\(disk.folder)/a.sqlite", configuration: configuration)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = \(synchronous)")
    }
    return queue
  }

  private func disk(_ seed: UInt64) -> FaultyDisk {
    FaultyDisk(folder: "/motcua-no-such-folder/\(UUID().uuidString)", seed: seed)
  }

  private func count(_ disk: FaultyDisk) throws -> Int {
    try database(disk, synchronous: "FULL").read { db in
      #expect(try String.fetchOne(db, sql: "PRAGMA integrity_check") == "ok")
      return try Int.fetchOne(db, sql: "SELECT count(*) FROM t") ?? -1
    }
  }

  /// Twenty commits, then the power fails.
  private func survivors(seed: UInt64, synchronous: String) throws -> Int {
    let disk = disk(seed)
    let queue = try database(disk, synchronous: synchronous)
    try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    for number in 1...20 {
      try queue.write { db in
        try db.execute(sql: "INSERT INTO t VALUES (?)", arguments: [number])
      }
    }
    disk.cutPower()
    try? queue.close()
    disk.restart()
    return try count(disk)
  }

  @Test(arguments: 1...12) func `what was flushed survives every power cut`(seed: UInt64) throws {
    #expect(try survivors(seed: seed, synchronous: "FULL") == 20)
  }

  @Test func `what was not flushed may be lost, and then the database is still whole`() throws {
    let survivors = try (1...12).map { try self.survivors(seed: $0, synchronous: "NORMAL") }
    #expect(survivors.allSatisfy { (0...20).contains($0) })
    #expect(survivors.contains { $0 < 20 })
    #expect(Set(survivors).count > 1)
  }

  @Test func `a full disk refuses, and takes again once there is room`() throws {
    let disk = disk(1)
    let queue = try database(disk, synchronous: "FULL")
    try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    disk.setCapacity(disk.used + 6000)
    let big = Data(count: 20_000)
    func insert() throws {
      try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (?)", arguments: [big]) }
    }
    let error = #expect(throws: DatabaseError.self) { try insert() }
    #expect(error?.resultCode == .SQLITE_FULL)
    disk.setCapacity(nil)
    #expect(try count(disk) == 0)
    try insert()
    #expect(try count(disk) == 1)
    #expect(disk.counts.refused > 0)
  }

  @Test func `files elsewhere are the system's`() throws {
    _ = disk(1)
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).sqlite")
    defer { try? FileManager.default.removeItem(at: file) }
    try DatabaseQueue(path: file.path).write { try $0.execute(sql: "CREATE TABLE t (a)") }
    #expect(FileManager.default.fileExists(atPath: file.path))
  }

  @Test func `the same seed tears the same`() throws {
    func image(_ seed: UInt64) throws -> Data? {
      let disk = disk(seed)
      let queue = try database(disk, synchronous: "OFF")
      try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
      for number in 0..<40 {
        let bytes = Data(repeating: UInt8(number), count: 3000)
        try queue.write { try $0.execute(sql: "INSERT INTO t VALUES (?)", arguments: [bytes]) }
      }
      disk.cutPower()
      try? queue.close()
      disk.restart()
      return disk.file("a.sqlite")
    }
    #expect(try image(3) == image(3))
    #expect(try image(3) != image(4))
  }
}
