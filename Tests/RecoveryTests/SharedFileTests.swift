import DossierStore
import Foundation
import GRDB
import Hub
import Identity
import Sync
import Testing

/// A file is kept for every dossier that names it, and goes with the last of them.
struct SharedFileTests {
  private let content = SeededRandom(seed: 7).bytes(700_000)
  private var address: Digest { Digest.of(content) }

  /// Everything the machine has, entries and pieces of files, by stick.
  @discardableResult
  private func carry(_ machine: Machine) async throws -> [CourierReading] {
    var readings: [CourierReading] = []
    for parcel in try machine.store.courierParcels(
      unit: Province.unit, fileBytes: 1 << 30
    ) {
      readings.append(try await machine.province.hub.readCourier(parcel.data))
    }
    return readings
  }

  /// State of the file at the hub, and the bytes of its sealed pieces there.
  private func kept(_ province: Province) async throws -> (state: FileRecord.State?, bytes: Int) {
    try await province.hub.store.read { [address] rows in
      let sealed = try rows.chunks(of: address).reduce(0) { $0 + $1.sealed.count }
      return (try rows.fileRecord(address)?.state, sealed)
    }
  }

  @Test func `a file two dossiers name stays when one is erased and goes with the other`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossiers = [try a.receive(), try a.receive()]
    for dossier in dossiers { try a.attach(content, to: dossier) }
    try await carry(a)
    #expect(try await kept(province).state == .complete)
    try a.store.erase(dossiers[0], basis: "Hết thời hạn", by: "local:1000")
    try await a.settle()
    #expect(try await kept(province).state == .complete)
    #expect(try await kept(province).bytes > content.count)
    // The content is read and held against its name.
    #expect(try await province.problems() == [])
    try a.store.erase(dossiers[1], basis: "Hết thời hạn", by: "local:1000")
    try await a.settle()
    #expect(try await kept(province) == (.erased, 0))
    #expect(try await province.problems() == [])
    #expect(try a.problems() == [])
  }

  @Test func `pieces of a file whose dossier was erased meanwhile are not kept`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    try b.attach(content, to: dossier)
    try a.store.erase(dossier, basis: "Theo yêu cầu", by: "local:1000")
    try await a.settle()
    #expect(try await carry(b) == [.taken(new: 1), .known])
    #expect(try await kept(province) == (.erased, 0))
    let probe = FileChunk(
      hub: province.hub.id, device: b.id, address: address, offset: 0, isLast: false, bytes: Data())
    let told = try await province.hub.fileOffset(
      address, device: b.id, signature: probe.sign(b.keys.signing))
    #expect(told == (content.count, true), "its sender is told that all is there")
    #expect(try await province.problems() == [])
  }

  @Test func `a file that was erased is wanted again by a dossier that lives`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let first = try a.receive()
    try a.attach(content, to: first)
    try await carry(a)
    let address = address
    try await province.hub.store.write { try $0.markSafe([address]) }
    try await b.settle()
    // B names the same scan before it hears of the erasure.
    let second = try b.receive()
    try b.attach(content, to: second)
    try a.store.erase(first, basis: "Hết thời hạn", by: "local:1000")
    try await a.settle()
    #expect(try await kept(province) == (.erased, 0))
    #expect(try await b.answer().want == [address])
    #expect(try await a.answer().want == [])
    try await carry(b)
    #expect(try await kept(province).state == .complete)
    let isSafe = try await province.hub.store.read { try $0.isSafe(address) }
    #expect(!isSafe, "no backup has what came after it")
    #expect(try await province.problems() == [])
  }

  @Test func `each unit that announced a file hears that it is whole`() async throws {
    let province = try await Province()
    try await province.add("H99.89")
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2, unit: "H99.89")
    try a.attach(content, to: try a.receive())
    try b.attach(content, to: try b.receive())
    try await b.settle()
    try await carry(a)
    for unit in [Province.unit, "H99.89"] {
      let whole = try await province.hub.store.read { try $0.completeFiles(ofUnit: unit, limit: 9) }
      #expect(whole == [address])
    }
  }

  /// As a hub's file was before uses were counted: one dossier for each file.
  private static let older = """
    DROP INDEX file_wanted;
    ALTER TABLE file ADD COLUMN subject TEXT NOT NULL DEFAULT '';
    ALTER TABLE file ADD COLUMN author TEXT NOT NULL DEFAULT '';
    UPDATE file SET (subject, author) = (
      SELECT subject, author FROM file_use WHERE file_use.address = file.address
      ORDER BY subject LIMIT 1);
    DROP TABLE file_use;
    CREATE INDEX file_subject ON file (subject);
    DELETE FROM setting WHERE name = 'fileUses';
    DELETE FROM grdb_migrations WHERE identifier = '2026-11-22 file uses';
    """

  @Test func `an older hub's files are counted when it is opened`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossiers = [try a.receive(), try a.receive()]
    for dossier in dossiers { try a.attach(content, to: dossier) }
    try await carry(a)
    let gone = try a.receive()
    try a.store.erase(gone, basis: "Nhầm", by: "local:1000")
    try await a.settle()
    let copy = try province.snapshot()
    let stray = Digest.of(Data("của hồ sơ đã xoá".utf8))
    let database = try DatabaseQueue(path: copy.appending(path: HubFolder.storeName).path)
    try await database.write { [id = a.id] db in
      try db.execute(sql: Self.older)
      try db.execute(
        sql: "INSERT INTO file VALUES (?, 9, 4, 'wanted', ?, ?)",
        arguments: [stray.bytes, gone.description, id.rawValue])
      try db.execute(
        sql: "INSERT INTO file_chunk VALUES (?, 0, x'00')", arguments: [stray.bytes])
    }
    try database.close()
    try province.putBack(copy)
    #expect(try await province.problems() == [])
    let left = try await province.hub.store.read { rows in
      (try rows.fileRecord(stray)?.state, try rows.chunks(of: stray).count)
    }
    #expect(left == (.erased, 0))
    try a.store.erase(dossiers[0], basis: "Hết thời hạn", by: "local:1000")
    try await a.settle()
    #expect(try await kept(province).state == .complete)
    #expect(try await province.problems() == [])
  }

  /// It never hears that the dossier was erased: it gets no log any more.
  @Test(arguments: [true, false])
  func `a file a revoked device has of an erased dossier is not waited for`(isLate: Bool)
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let colleague = try await Machine(province, seed: 2)
    let dossier = try a.receive()
    for machine in [a, colleague] { try await machine.settle() }
    let file = try a.attach(Data("giấy".utf8), to: dossier)
    try await province.hub.revoke(a.id, actor: "local:0")
    if !isLate { try await a.settle() }
    try colleague.store.append(
      [EntryDraft(kind: "dossier.erased", subject: .existing(dossier), body: ["basis": "x"])],
      by: "local:1000")
    try await colleague.settle()
    if isLate { try await a.settle() }
    let state = try await province.hub.store.read { try $0.fileRecord(file)?.state }
    #expect(state == .erased)
    #expect(try await province.hub.release(a.id, actor: "local:0") == 1)
    #expect(try await province.problems() == [])
  }
}
