/// Who decides a procedure.
package enum Authority: String, Sendable, Hashable, Codable, CaseIterable {
  case commune, department, ministrySystem

  package var name: LocalizedText {
    switch self {
    case .commune: LocalizedText(vi: "Uỷ ban nhân dân cấp xã", en: "Commune")
    case .department: LocalizedText(vi: "Sở, ngành cấp tỉnh", en: "Provincial department")
    case .ministrySystem: LocalizedText(vi: "Hệ thống của Bộ", en: "Ministry's system")
    }
  }

  /// Whether the commune itself carries the dossier to its result, with no link.
  package var isCommune: Bool { self == .commune }
}

/// Whose word on a dossier's state stands when two are said at once.
package enum PhaseAuthority: String, Sendable, Hashable, Codable {
  /// The office at whose counter the resident stands.
  case receivingUnit
  /// The body that decides, which for most dossiers is the commune itself.
  case competentAuthority
  /// The office that hands the result over.
  case returnUnit
}

extension LifeCycle {
  /// The authority for a change to `status`: the counter until the dossier is handed on and
  /// whenever the resident acts there, the deciding body for the work, the return unit at the end.
  package static func authority(to status: DossierStatus) -> PhaseAuthority {
    switch status {
    case .registered, .received, .notAccepted, .withdrawn: .receivingUnit
    case .processing, .supplementAsked, .paymentAsked, .stopped, .done: .competentAuthority
    case .returned: .returnUnit
    }
  }

  /// Whether the receiving commune may make that change itself for a procedure `decidedBy` this
  /// authority. It may always ask for what a file lacks; it may not decide another body's dossier.
  package static func communeMay(changeTo status: DossierStatus, decidedBy: Authority) -> Bool {
    switch authority(to: status) {
    case .receivingUnit, .returnUnit: true
    case .competentAuthority:
      decidedBy.isCommune || status == .supplementAsked || status == .paymentAsked
    }
  }
}
