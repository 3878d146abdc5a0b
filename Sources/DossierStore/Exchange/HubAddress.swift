/// Where the hub is, and who vouches for it.
package struct HubAddress: Sendable, Hashable {
  /// Without a slash at the end.
  package let url: String
  /// The certificate authority of the hub's front (PEM), trusted alone in every exchange; nil when
  /// the system's authorities are trusted.
  package let authority: String?

  package init(url: String, authority: String? = nil) {
    self.url = url
    self.authority = authority
  }
}

extension DossierStore {
  /// The hub is found elsewhere from now on. It is the same hub: its key, and what was exchanged
  /// with it, stay.
  package func moveHub(to address: HubAddress) throws {
    try write { journal in
      guard var hub = try journal.setting(HubInfo.settingKey).map(HubInfo.init(json:)) else {
        throw StoreError(.refused, "This device is not enrolled with a hub.")
      }
      hub.address = address
      try journal.setSetting(HubInfo.settingKey, hub.json)
    }
  }
}
