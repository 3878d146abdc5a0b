import Foundation
package import Identity

extension Hub {
  private static let bundleSetting = "bundle"

  /// The signed list of device keys, file `province.pub`.
  package func trustBundle() async throws -> TrustBundle {
    if let stored = try await store.read(Self.storedBundle) { return stored }
    return try await change { try $0.trustBundle() }
  }

  @Sendable static func storedBundle(_ rows: any HubTransaction) throws -> TrustBundle? {
    try rows.setting(bundleSetting).map(TrustBundle.init(jsonBytes:))
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
        key: key, unit: device.unit, from: device.enrolled, to: device.revoked)
    }
    let bundle = TrustBundle.sign(
      issued: max(now, last + 1), devices: devices, key: hub.keys.signing)
    try Hub.keep(bundle, in: rows)
    return bundle
  }
}
