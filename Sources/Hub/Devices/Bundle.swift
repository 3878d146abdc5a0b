import Foundation
package import Identity

extension Hub {
  private static let bundleSetting = "bundle"

  /// The signed list of device keys, file `province.pub`.
  package func trustBundle() async throws -> TrustBundle {
    if let stored = try await store.read(Self.storedBundle) { return stored }
    return try await change { try $0.trustBundle() }
  }

  /// Issues the bundle anew if it does not name the units as they are registered, as after this
  /// program was brought up to date.
  package func nameUnits() async throws {
    try await change { try $0.nameUnits() }
  }

  @Sendable static func storedBundle(_ rows: any HubTransaction) throws -> TrustBundle? {
    try rows.setting(bundleSetting).map(TrustBundleMemory.last.bundle)
  }

  static func keep(_ bundle: TrustBundle, in rows: any HubTransaction) throws {
    try rows.setSetting(bundleSetting, bundle.json.canonical)
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
      issued: max(now, last + 1), devices: devices, units: try namedUnits(),
      key: hub.keys.signing)
    try Hub.keep(bundle, in: rows)
    return bundle
  }

  func nameUnits() throws {
    if try trustBundle().units != namedUnits() { try issueBundle() }
  }

  private func namedUnits() throws -> [TrustBundle.Unit] {
    try rows.units().map { record in
      let name = (try? JSONValue(canonical: record.document))?["name"]?.string
      return TrustBundle.Unit(code: record.code, name: name ?? record.code)
    }.sorted { $0.code < $1.code }
  }

  /// Takes over from a bundle this hub signed what it does not remember: keys ended since, and
  /// devices taken in since. Those come back in quarantine, for nobody knows what was decided
  /// about them later. The bundle may be older than the newest: the hub may have taken in others
  /// after it was put back.
  mutating func heed(_ bundle: TrustBundle) throws {
    guard bundle.verify(pinned: hub.publicKey) else { return }
    var isNews = bundle.issued > (try Hub.storedBundle(rows)?.issued ?? 0)
    if isNews { try Hub.keep(bundle, in: rows) }
    for listed in bundle.devices {
      if var known = try rows.device(listed.id) {
        guard known.state != .revoked, let end = listed.to else { continue }
        known.state = .revoked
        known.revoked = end
        try rows.save(known)
        try closeRanges(of: known.id, in: known.unit)
        isNews = true
      } else if try readmit(listed) {
        isNews = true
      }
    }
    if isNews { try issueBundle() }
  }

  /// Answers whether the bundle says enough of the device.
  private func readmit(_ listed: TrustBundle.Device) throws -> Bool {
    guard let range = listed.range, let agreement = listed.agreement,
      try rows.unit(listed.unit) != nil
    else { return false }
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
    return true
  }
}
