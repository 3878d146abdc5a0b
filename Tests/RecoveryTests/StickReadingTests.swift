import DossierStore
import Foundation
import Hub
import Identity
import Sync
import Testing

/// What a device makes of a stick on which lies more than what it waits for.
struct StickReadingTests {
  private func put(_ data: Data, _ name: String, on stick: Scratch) throws {
    try data.write(to: stick.url.appending(path: name))
  }

  @Test func `a file that cannot be taken in is named and keeps none of the others`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    // A third one, who follows nothing yet, takes the first log and not what contradicts it.
    let c = try await Machine(province, seed: 3)
    let backup = try province.snapshot()
    for _ in 0..<2 { try a.receive() }
    try await a.settle()
    let longer = try await province.hub.courierParcels(for: Province.unit)[0]
    try province.putBack(backup)
    try b.receive("Khác")
    try await b.settle()
    let other = try await province.hub.courierParcels(for: Province.unit)[0]
    let stick = try Scratch("stick")
    try put(other.data, "motcua-0-other.mcb", on: stick)
    try put(Data(), "motcua-1-pulled-out.mcb", on: stick)
    try put(Data("của người khác".utf8), "motcua-2-foreign.mcb", on: stick)
    try put(Data("ghi chú".utf8), "ghi-chu.txt", on: stick)
    try put(Data(), ".motcua-3-unfinished.mcb.17.new", on: stick)
    try put(Data(), ".\(longer.name).18.new", on: stick)
    try put(longer.data, longer.name, on: stick)
    let tally = try c.store.read(try StickFolder(stick.url))
    #expect(tally.new == 1)
    #expect(tally.foreign == 2)
    let named = Dictionary(uniqueKeysWithValues: tally.unusable.map { ($0.name, $0.problem) })
    #expect(
      named == [
        "motcua-1-pulled-out.mcb": .cutShort, "motcua-3-unfinished.mcb": .cutShort,
        longer.name: .contradicts,
      ])
    #expect(try c.codes() == b.codes())
    #expect(try c.problems() == [])
  }

  @Test func `what a hub has whole is noted in one commit`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive()
    for number in 0..<40 { try a.attach(Data("tệp \(number)".utf8), to: dossier) }
    for parcel in try a.store.courierParcels(fileBytes: 1 << 20) {
      _ = try await province.hub.readCourier(parcel.data)
    }
    try await a.settle()
    #expect(try a.store.pending().files == 40)
    let back = try await province.hub.courierParcels(for: Province.unit)[0]
    let log = a.folder.appending(path: "motcua.sqlite-wal")
    let before = try Data(contentsOf: log).count
    _ = try a.store.readCourier(back.data)
    #expect(try a.store.pending().files == 0)
    // A commit writes at least one page of 4096 bytes.
    #expect(try Data(contentsOf: log).count - before < 40 * 4096)
  }

  @Test func `a stick of a hub's earlier epoch does not say which files it has now`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    try a.attach(Data("giấy".utf8), to: dossier)
    for parcel in try a.store.courierParcels(fileBytes: 1 << 20) {
      _ = try await province.hub.readCourier(parcel.data)
    }
    let old = try await province.hub.courierParcels(for: Province.unit)
    try await province.restore(backup)
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      _ = try a.store.readCourier(parcel.data)
    }
    #expect(try a.store.pending().files == 1)
    for parcel in old { #expect(try a.store.readCourier(parcel.data) == .known) }
    #expect(try a.store.pending().files == 1)
  }
}
