/// What an officer is in the unit. One role each; the head of a small unit may hold the widest.
package enum OfficerRole: String, Sendable, Hashable, Codable, CaseIterable {
  case receptionOfficer, specialist, signingLeader, headOfUnit, administrator

  package var name: LocalizedText {
    switch self {
    case .receptionOfficer: LocalizedText(vi: "Công chức một cửa", en: "Reception officer")
    case .specialist: LocalizedText(vi: "Công chức chuyên môn", en: "Specialist")
    case .signingLeader: LocalizedText(vi: "Lãnh đạo ký", en: "Signing leader")
    case .headOfUnit: LocalizedText(vi: "Thủ trưởng đơn vị", en: "Head of unit")
    case .administrator: LocalizedText(vi: "Quản trị viên", en: "Administrator")
    }
  }

  package func may(_ permission: Permission) -> Bool {
    Self.permissions[self]?.contains(permission) ?? false
  }

  /// The whole table. An administrator keeps the machine and the accounts, not the dossiers.
  package static let permissions: [OfficerRole: Set<Permission>] = [
    .receptionOfficer: [
      .viewDossiers, .receive, .refuse, .edit, .askSupplement, .takeFees, .returnResult, .withdraw,
      .printPapers, .certifyCopies, .confirmClock,
    ],
    .specialist: [
      .viewDossiers, .edit, .process, .askSupplement, .resolveDisputes, .finish, .printPapers,
    ],
    .signingLeader: [
      .viewDossiers, .process, .finish, .stop, .sign, .refuse, .resolveDisputes, .printPapers,
      .certifyCopies,
    ],
    .headOfUnit: [
      .viewDossiers, .receive, .refuse, .edit, .process, .askSupplement, .takeFees, .finish, .stop,
      .sign, .returnResult, .withdraw, .resolveDisputes, .correct, .erase, .printPapers,
      .certifyCopies, .viewAccessLog, .confirmClock, .reconcile, .viewReports,
    ],
    .administrator: [
      .manageOfficers, .manageDevice, .viewAccessLog, .confirmClock, .viewReports, .exportAll,
    ],
  ]
}

/// One thing that not every officer may do.
package enum Permission: String, Sendable, Hashable, Codable, CaseIterable {
  case viewDossiers, receive, refuse, edit, process, askSupplement, takeFees, finish, stop, sign
  case returnResult, withdraw, resolveDisputes, correct, erase, printPapers, certifyCopies
  case viewAccessLog, confirmClock, manageOfficers, manageDevice, reconcile
  case viewReports, exportAll
}
