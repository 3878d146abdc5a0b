import Foundation
package import Identity
import Synchronization

extension Hub {
  private static let bundleSetting = "bundle"

  /// The signed list of device keys, file `province.pub`.
  package func trustBundle() async throws -> TrustBundle {
    if let stored = try await store.read(Self.storedBundle) { return stored }
    return try await change { try $0.trustBundle() }
  }

  @Sendable static func storedBundle(_ rows: any HubTransaction) throws -> TrustBundle? {
    try rows.setting(bundleSetting).map(BundleMemory.last.bundle)
  }

  static func keep(_ bundle: TrustBundle, in rows: any HubTransaction) throws {
    try rows.setSetting(bundleSetting, bundle.json.canonical)
  }
}

/// The bundle that was read last: every exchange looks at it, a province's has hundreds of keys,
/// and it seldom changes.
private final class BundleMemory: Sendable {
  static let last = BundleMemory()

  private let read = Mutex<(bytes: Data, bundle: TrustBundle)?>(nil)

  func bundle(_ bytes: Data) throws -> TrustBundle {
    if let known = read.withLock({ $0 }), known.bytes == bytes { return known.bundle }
    let bundle = try TrustBundle(jsonBytes: bytes)
    read.withLock { $0 = (bytes, bundle) }
    return bundle
  }
}

extension HubChange {
  /// The bundle in force; issues the first one.
  func trustBundle() throws -> TrustBundle {
    try Hub.storedBundle(rows) ?? issueBundle()
  }

  /// Signs the list anew. `issued` always grows, so that a newer list is known by it.
  @discardableResult
  func issueBundle() throws -> TrustBundle {
    let last = try Hub.storedBundle(rows)?.issued ?? 0
    let devices = try rows.devices().compactMap { device -> TrustBundle.Device? in
      guard let key = VerifyingKey(rawRepresentation: device.signing) else { return nil }
      return TrustBundle.Device(
        key: key, unit: device.unit, from: device.enrolled, to: device.revoked,
        agreement: AgreementPublicKey(rawRepresentation: device.agreement), range: device.range)
    }
    let bundle = TrustBundle.sign(
      issued: max(now, last + 1), devices: devices, key: hub.keys.signing)
    try Hub.keep(bundle, in: rows)
    return bundle
  }

  /// Takes over from a bundle this hub signed what it does not remember: keys ended since, and
  /// devices taken in since. Those come back in quarantine, for nobody knows what was decided
  /// about them later.
  mutating func heed(_ bundle: TrustBundle) throws {
    guard bundle.verify(pinned: hub.publicKey),
      bundle.issued > (try Hub.storedBundle(rows)?.issued ?? 0)
    else { return }
    for listed in bundle.devices {
      if var known = try rows.device(listed.id) {
        guard known.state != .revoked, let end = listed.to else { continue }
        known.state = .revoked
        known.revoked = end
        try rows.save(known)
        try closeRanges(of: known.id, in: known.unit)
      } else {
        try readmit(listed)
      }
    }
    try Hub.keep(bundle, in: rows)
    try issueBundle()
  }

  private func readmit(_ listed: TrustBundle.Device) throws {
    guard let range = listed.range, let agreement = listed.agreement,
      try rows.unit(listed.unit) != nil
    else { return }
    try rows.save(
      DeviceRecord(
        id: listed.id, unit: listed.unit, range: range,
        signing: listed.key.rawRepresentation, agreement: agreement.rawRepresentation,
        state: listed.to == nil ? .quarantined : .revoked, enrolled: listed.from,
        revoked: listed.to, nonce: hub.newNonce(), lastContact: listed.from, bundleKnown: 0,
        bundleOffered: 0))
    try rows.save(
      RangeRecord(
        unit: listed.unit, first: range.lowerBound, last: range.upperBound, device: listed.id,
        epoch: 1, granted: listed.from, closed: listed.to))
  }
}
