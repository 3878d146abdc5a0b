/// What a form wants written down of its filling: the session log of ODK, `audit.csv`.
public struct FormAudit: Sendable, Hashable {
  /// The name of the form's root, for the paths of nodes.
  public var root: String
  /// Whether old and new values of answers are written (`track-changes`).
  public var tracksChanges: Bool
  /// Whether who filled it in is written (`identify-user`).
  public var identifiesUser: Bool
  /// Whether places are wanted (`location-priority`); where none are known their columns are empty.
  public var wantsPlaces: Bool

  public init(
    root: String, tracksChanges: Bool = false, identifiesUser: Bool = false,
    wantsPlaces: Bool = false
  ) {
    self.root = root
    self.tracksChanges = tracksChanges
    self.identifiesUser = identifiesUser
    self.wantsPlaces = wantsPlaces
  }

  /// The bind of `meta/audit` says it; nil where there is none.
  init?(_ binds: [XMLElement], root: String) {
    let paths: Set = ["/\(root)/meta/audit", "/\(root)/orx:meta/orx:audit"]
    guard
      let bind = binds.first(where: { paths.contains($0.attribute("nodeset") ?? "") })
    else { return nil }
    func value(_ name: String) -> String? {
      bind.attributes.first { $0.key.hasSuffix(":\(name)") || $0.key == name }?.value
    }
    self.init(
      root: root, tracksChanges: value("track-changes") == "true",
      identifiesUser: value("identify-user") == "true",
      wantsPlaces: value("location-priority") != nil)
  }
}
