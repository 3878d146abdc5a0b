package import Foundation
package import Identity
import Sync
import Synchronization

/// The province's end, without HTTP: keeps every authentic entry, gives each unit its log, and
/// lets the province act on dossiers as entries of its own stream.
///
/// Times are milliseconds since 1970. Everything that changes something does so in one
/// transaction that has reached the disk when the call returns.
package final class Hub: Sendable {
  package let store: any HubStore
  package let limits: HubLimits
  package let keyMode: KeyMode
  /// The data folder; `nil` for a hub without one.
  let folder: URL?
  package let clock: any WallClock
  let keys: DeviceKeys
  let random: any RandomSource
  let vault: Vault
  let naming = Mutex<DossierNaming>({ _, _ in [] })

  package init(
    store: any HubStore, keys: DeviceKeys, keyMode: KeyMode, clock: any WallClock,
    random: any RandomSource, limits: HubLimits = HubLimits(), folder: URL? = nil
  ) {
    self.store = store
    self.keys = keys
    self.keyMode = keyMode
    self.clock = clock
    self.random = random
    self.limits = limits
    self.folder = folder
    vault = Vault(keys.storage, random: random)
  }

  /// The hub is an author like any device.
  package var id: DeviceID { keys.deviceID }
  package var publicKey: VerifyingKey { keys.signing.publicKey }
  package var agreementKey: AgreementPublicKey { keys.agreement.publicKey }
  package var now: Int64 { clock.milliseconds }

  /// Runs one change: what `body` appends is stored, logged, signed and projected, or nothing is.
  func change<Value: Sendable>(
    _ body: @escaping @Sendable (inout HubChange) throws -> Value
  ) async throws -> Value {
    let (value, hasErased) = try await store.write { [self] rows in
      var change = try HubChange(hub: self, rows: rows)
      let value = try body(&change)
      try change.finish()
      return (value, change.admission.hasErased)
    }
    // The commit stands whatever comes of this; the next erasure, start or backup tries again.
    if hasErased {
      try? await store.truncateLog()
      try? await noteErasures()
    }
    return value
  }

  /// The hub's epoch: grows when a restored or failed-over hub takes over.
  static func epoch(_ rows: any HubTransaction) throws -> Int {
    guard let stored = try rows.setting("epoch") else { return 1 }
    guard let epoch = Int(String(decoding: stored, as: UTF8.self)), epoch >= 1 else {
      throw HubError(
        .damaged, "damagedEpoch", vi: "Kỷ nguyên của máy chủ bị hỏng; hãy chạy kiểm tra.",
        en: "The hub's epoch is damaged; run “motcua-hub check”.")
    }
    return epoch
  }

  /// Minutes from 2020-01-01T00:00:00Z to `time`. An epoch's number is at least this, so that two
  /// hubs restored from one backup do not take the same.
  static func epochNumber(at time: Int64) -> Int {
    Int(max(0, (time - 1_577_836_800_000) / 60_000))
  }

  package func epoch() async throws -> Int {
    try await store.read(Self.epoch)
  }

  /// After a restore or a failover: acknowledgements may go back, cursors are void, and devices
  /// give back what this hub does not have.
  @discardableResult
  package func startEpoch(reason: String, actor: String) async throws -> Int {
    try await change { change in
      try change.beginEpoch(reason: reason, actor: actor)
      return change.epoch
    }
  }
}
