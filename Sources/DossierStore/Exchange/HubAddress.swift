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
    try changeHub { $0.address = address }
  }
}
