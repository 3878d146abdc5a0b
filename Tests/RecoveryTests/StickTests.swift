import DossierStore
import Foundation
import Identity
import Sync
import Testing

/// What is put on a stick that has not room for all, and what is remembered of it.
struct StickTests {
  private struct Gone: Error {}

  /// Three dossiers in two files: two in the first, one in the second.
  private func heavy() async throws -> (Machine, last: SubjectID) {
    let machine = try await Machine(try await Province(), seed: 1)
    let name = String(repeating: "x", count: 700_000)
    for _ in 0..<2 { try machine.receive(name) }
    return (machine, try machine.receive(name))
  }

  @Test func `entries that find no room are left over and not remembered as carried`() async throws
  {
    let (a, last) = try await heavy()
    try a.attach(Data("nhỏ".utf8), to: last)
    var offered = 0
    let load = try a.store.writeCourier(unit: Province.unit, fileBytes: 1 << 20) { _ in
      offered += 1
      return offered == 1
    }
    #expect(offered == 2, "no file goes where entries found no room")
    #expect(load.names.count == 1 && load.bytes > 0)
    let (carried, left) = (load.carried, load.noRoom)
    #expect(carried.entries == 2 && carried.dossiers == 2 && carried.files == 0)
    #expect(left.entries == 2 && left.dossiers == 1 && left.files == 1)
    #expect(left.bytes == Data("nhỏ".utf8).count)
    #expect(try a.store.courierReport().carried == 2)
    // The next stick takes what is left.
    #expect(try a.store.courierParcels(onlyNew: true, fileBytes: 0).count == 1)
    #expect(try a.store.courierReport().carried == 3)
  }

  @Test func `what was on the stick before it was pulled out is remembered, and nothing more`()
    async throws
  {
    let (a, _) = try await heavy()
    #expect(throws: Gone.self) {
      try a.store.writeCourier(unit: Province.unit, fileBytes: 0) { parcels in
        if parcels[0].name.contains("-e1-3-") { throw Gone() }
        return true
      }
    }
    #expect(try a.store.courierReport().carried == 2)
    #expect(throws: Gone.self) {
      try a.store.writeCourier(unit: Province.unit, onlyNew: true, fileBytes: 0) { _ in
        throw Gone()
      }
    }
    #expect(try a.store.courierReport().carried == 2)
  }

  @Test func `files that find no room are left over, each whole`() async throws {
    let a = try await Machine(try await Province(), seed: 1)
    let dossier = try a.receive()
    for size in [1000, 2000, CourierPiece.byteLimit + 1000, CourierPiece.byteLimit + 2000] {
      try a.attach(SeededRandom(seed: UInt64(size)).bytes(size), to: dossier)
    }
    var groups: [Int] = []
    let load = try a.store.writeCourier(unit: Province.unit, fileBytes: 1 << 30) { parcels in
      groups.append(parcels.count)
      return parcels.reduce(0) { $0 + $1.data.count } < CourierPiece.byteLimit
    }
    // The last one is larger than one there was no room for: it is not even tried.
    #expect(groups == [1, 1, 1, 2])
    #expect(load.carried.files == 2 && load.carried.bytes == 3000)
    #expect(load.noRoom.files == 2 && load.noRoom.bytes == 2 * CourierPiece.byteLimit + 3000)
  }

  @Test func `a file that cannot be read is named and keeps nothing else from the stick`()
    async throws
  {
    let a = try await Machine(try await Province(), seed: 1)
    let dossier = try a.receive()
    let bad = try ["mất", "hỏng rồi"].map { try a.attach(Data($0.utf8), to: dossier) }
    try a.attach(Data("còn nguyên vẹn".utf8), to: dossier)
    // By size, as they were attached.
    let files = try FileManager.default.contentsOfDirectory(
      at: DataFolder(a.folder).files, includingPropertiesForKeys: nil
    ).sorted { try Data(contentsOf: $0).count < Data(contentsOf: $1).count }
    try FileManager.default.removeItem(at: files[0])
    try Data("khác".utf8).write(to: files[1])
    let load = try a.store.writeCourier(unit: Province.unit, fileBytes: 1 << 20) { _ in true }
    #expect(load.carried.files == 1 && load.names.count == 2)
    let code = try #require(try a.codes().first)
    let named = bad.map { UnreadableFile(sha256: $0, code: code, name: "giấy.pdf") }
    #expect(load.unreadable == named)
  }
}
