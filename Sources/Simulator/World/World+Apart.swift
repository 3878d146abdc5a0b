import Foundation
import Hub
import Identity

/// Devices whose word does not count for a while, or whose keys have ended, as the province says.
extension World {
  /// In so many devices of 100.
  private static let doubted = 7

  /// Chosen with dice of its own: worlds without one are what they would be anyway.
  func planApart() {
    var dice = Dice(seed: seed ^ 0x6170_6172)
    for kiosk in kiosks where dice.chance(Self.doubted) {
      let begin = Int64(dice.number(1...28)) * Self.day + Int64(dice.number(0...1439)) * Self.minute
      let days = Int64(dice.number(1...6))
      let isForGood = dice.chance(50)
      after(begin) { try await $0.setApart(kiosk, isForGood: isForGood) }
      after(begin + days * Self.day) { world in
        _ = try await world.workAtHub("releasing") { try await world.release($0) }
      }
    }
  }

  /// A machine is missing, or something is wrong with it. Copied machines are judged by their
  /// collisions.
  private func setApart(_ kiosk: Kiosk, isForGood: Bool) async throws {
    guard kiosk.twins == nil, !isQuiet else { return }
    let said = try await workAtHub("setting a device apart") { hub -> Bool in
      let known = try await hub.devices().first { $0.id == kiosk.device }
      guard known?.state == .active else { return false }
      if isForGood {
        try await hub.revoke(kiosk.device, actor: "local:0")
      } else {
        try await hub.quarantine(kiosk.device, actor: "local:0")
      }
      return true
    }
    guard said == true else { return }
    kiosk.isApart = true
    faults.add(isForGood ? "device revoked" : "device in quarantine")
    note("the province \(isForGood ? "revokes" : "sets apart") \(kiosk.name)")
    guard isForGood, dice.chance(60) else { return }
    let joins = Int64(dice.number(0...48)) * 60 * Self.minute
    join(kiosk.unit, as: { "r\($0)" }, in: joins) { world, kiosk in
      world.note("\(kiosk.name) joins in its place")
      world.planDays(kiosk)
    }
  }

  /// A person looks at what is kept apart, and lets it count. So it is with all of a device that
  /// joined after what the hub was put back to.
  func release(_ hub: Hub) async throws {
    let apart = try await hub.keptApart()
    for device in try await hub.devices() where device.state != .active {
      let isWaiting = apart[device.id]?[.quarantined] != nil
      guard device.state == .quarantined || isWaiting else { continue }
      _ = try await hub.release(device.id, actor: "local:0")
    }
  }

  /// The machines that follow their unit's log: all but those whose keys have ended.
  func readers() async throws -> [Kiosk] {
    let devices = try await hub().devices()
    let revoked = Set(devices.filter { $0.state == .revoked }.map(\.id))
    return kiosks.filter { !revoked.contains($0.device) }
  }
}
