package import Dossiers

/// On whose behalf an act is done, as the journal records it.
package enum Actor: Sendable, Hashable {
  case officer(id: String, fullName: String, role: OfficerRole)
  /// The operating-system user who owns the data folder.
  case localAdministrator(userID: UInt32)
  /// The device itself, when nobody asked.
  case device

  package var id: String {
    switch self {
    case .officer(let id, _, _): id
    case .localAdministrator(let userID): "local:\(userID)"
    case .device: "device"
    }
  }

  /// The name printed on papers.
  package var displayName: String {
    switch self {
    case .officer(_, let fullName, _): fullName
    case .localAdministrator, .device: ""
    }
  }

  /// `nil` for whoever may do what any role may.
  package var role: OfficerRole? {
    if case .officer(_, _, let role) = self { role } else { nil }
  }

  package func may(_ permission: Permission) -> Bool {
    switch self {
    case .officer(_, _, let role): role.may(permission)
    case .localAdministrator, .device: true
    }
  }

  /// - Throws: ``DossierError`` of kind refused, naming the role.
  package func require(_ permission: Permission) throws {
    guard !may(permission), case .officer(_, _, let role) = self else { return }
    throw DossierError(
      .refused, vi: "Vai trò \(role.name.vi) không được làm việc này.",
      en: "The role \(role.name.en) may not do this (\(permission.rawValue)).")
  }
}
