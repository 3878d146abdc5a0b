import Foundation
package import Identity
import Sync

extension Hub {
  package func devices() async throws -> [DeviceRecord] {
    try await store.read { try $0.devices() }
  }

  /// Ends a device's key: what it sends from now on is kept in quarantine.
  package func revoke(_ id: DeviceID, actor: String) async throws {
    try await setState(of: id, to: .revoked, kind: "device.revoked", actor: actor)
  }

  /// Keeps what a device sends apart until `release`; its key and receipts stay good.
  package func quarantine(_ id: DeviceID, actor: String) async throws {
    try await setState(of: id, to: .quarantined, kind: "device.quarantined", actor: actor)
  }

  /// A person has judged: what was kept apart now counts, and a copy of the device is in use no
  /// more. A quarantined device is active again; a revoked one stays revoked.
  package func release(_ id: DeviceID, actor: String) async throws -> Int {
    try await change { change in
      guard var device = try change.rows.device(id) else { throw HubError.noDevice }
      if device.state == .quarantined { device.state = .active }
      try change.rows.save(device)
      try change.settleForks(of: id)
      let kept = try change.rows.entries(author: id, standing: .quarantined)
      for stored in kept {
        try change.rows.setStanding(stored.id, .waiting)
        try change.admission.consider(stored, try change.hub.vault.entry(stored))
      }
      try change.append(
        OwnDraft(
          subject: nil, kind: "device.released",
          body: [
            "device": .string(id.rawValue), "unit": .string(device.unit),
            "entries": .integer(Int64(kept.count)),
          ],
          actor: actor))
      return kept.count
    }
  }

  private func setState(
    of id: DeviceID, to state: DeviceRecord.State, kind: String, actor: String
  ) async throws {
    try await change { change in
      guard var device = try change.rows.device(id) else { throw HubError.noDevice }
      guard device.state != .revoked else {
        throw HubError(
          .refused, "revoked", vi: "Thiết bị này đã bị thu hồi.",
          en: "The device is revoked already; enrol it again with a new key.")
      }
      device.state = state
      if state == .revoked { device.revoked = change.now }
      try change.rows.save(device)
      if state == .revoked {
        try change.settleForks(of: id)
        try change.closeRanges(of: id, in: device.unit)
        try change.rows.deleteAwaitedRange(of: id)
        try change.issueBundle()
      }
      try change.append(
        OwnDraft(
          subject: nil, kind: kind,
          body: ["device": .string(id.rawValue), "unit": .string(device.unit)], actor: actor))
    }
  }
}
