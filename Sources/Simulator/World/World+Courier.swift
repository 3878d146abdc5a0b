import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// Sticks that people carry: both ways, late, twice, cut short, in any order or not at all.
extension World {
  func planCouriers() {
    for kiosk in kiosks where dice.chance(35) {
      for _ in 0..<dice.number(1...3) {
        after(moment()) { world in try await world.fillStick(kiosk) }
      }
    }
  }

  private func fillStick(_ kiosk: Kiosk) async throws {
    try await start(kiosk)
    let onlyNew = dice.chance(40)
    let limit = dice.pick([0, 10_000, 1_000_000]) ?? 0
    let load = try work(kiosk, "writing a stick") { store in
      var parcels: [CourierParcel] = []
      let load = try store.writeCourier(
        unit: kiosk.unit.code, onlyNew: onlyNew, fileBytes: limit
      ) {
        parcels += $0
        return true
      }
      return (parcels, load.carried)
    }
    guard let (parcels, load) = load else { return }
    faults.add("stick")
    note("\(kiosk.name) writes a stick: \(load.entries) entries, \(load.files) files")
    for parcel in parcels {
      for bytes in onTheWay(parcel.data) {
        after(journey()) { try await $0.hubReads(bytes, from: kiosk) }
      }
    }
  }

  /// What arrives of one file: nothing, it, it twice, a part of it.
  private func onTheWay(_ bytes: Data) -> [Data] {
    switch dice.number(0...9) {
    case 0: []
    case 1: [bytes, bytes]
    case 2: [Data(bytes.prefix(dice.number(0...bytes.count))), bytes]
    default: [bytes]
    }
  }

  private func journey() -> Int64 { Int64(dice.number(30...3 * 1440)) * Self.minute }

  private func hubReads(_ bytes: Data, from kiosk: Kiosk) async throws {
    let reading = try await workAtHub("reading a stick") { try await $0.readCourier(bytes) }
    guard let reading else { return }
    note("hub reads a stick of \(kiosk.name): \(reading)")
    let unit = kiosk.unit.code
    guard dice.chance(60) else { return }
    // Nobody could read a stick for a unit whose last device was revoked.
    let back =
      try await workAtHub("writing a stick") { hub in
        let devices = try await hub.devices().filter { $0.unit == unit && $0.state != .revoked }
        return devices.isEmpty ? nil : try await hub.courierLog(of: unit)
      } ?? nil
    for parcel in back?.parts.map(\.parcel) ?? [] {
      for other in kiosks where other.unit.code == unit {
        for bytes in onTheWay(parcel.data) {
          after(journey()) { try await $0.deviceReads(bytes, at: other) }
        }
      }
    }
  }

  private func deviceReads(_ bytes: Data, at kiosk: Kiosk) async throws {
    try await start(kiosk)
    kiosk.sticks += 1
    let reading = try work(kiosk, "reading a stick") { store -> CourierReading? in
      do {
        return try store.readCourier(bytes)
      } catch let error as StoreError
        where error.kind == .refused && (self.province.lives > 0 || kiosk.twins != nil)
      {
        // An older stick of a hub that was put back contradicts a newer one; and until the hub has
        // seen both streams of one key, its log names entries of the other machine as this one's.
        return nil
      }
    }
    guard let reading else { return }
    note("\(kiosk.name) reads a stick: \(reading.map { "\($0)" } ?? "refused")")
    if case .taken(let new)? = reading { exchanged += new }
  }
}
