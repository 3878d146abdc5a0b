/// A body that decides a procedure or a part of it.
package enum Authority: String, Sendable, Hashable, Codable, CaseIterable {
  case commune, communePolice, socialInsurance, department
  /// A ministry or its office in the province, in a system of its own.
  case ministrySystem

  package var name: LocalizedText {
    switch self {
    case .commune: LocalizedText(vi: "Uỷ ban nhân dân cấp xã", en: "Commune")
    case .communePolice: LocalizedText(vi: "Công an cấp xã", en: "Commune police")
    case .socialInsurance:
      LocalizedText(vi: "Cơ quan Bảo hiểm xã hội", en: "Social insurance office")
    case .department: LocalizedText(vi: "Sở, ngành cấp tỉnh", en: "Provincial department")
    case .ministrySystem:
      LocalizedText(vi: "Cơ quan thuộc Bộ, trên hệ thống của Bộ", en: "Ministry, in its own system")
    }
  }
}

/// Who decides a procedure: one body, or for a linked procedure several, in the order they act.
package struct Deciders: Sendable, Hashable, Codable {
  package let all: [Authority]

  package static let commune = Deciders(only: .commune)

  package init(only authority: Authority) { all = [authority] }

  /// One name, or a list of several different ones.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard (try? container.decode([String].self)) != nil else {
      all = [try container.decode(Authority.self)]
      return
    }
    all = try container.decode([Authority].self)
    guard all.count > 1, Set(all).count == all.count else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "A list names two or more different bodies.")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if all.count == 1 { try container.encode(all[0]) } else { try container.encode(all) }
  }

  /// "Uỷ ban nhân dân cấp xã; Công an cấp xã".
  package var name: LocalizedText {
    LocalizedText(
      vi: all.map(\.name.vi).joined(separator: "; "),
      en: all.map(\.name.en).joined(separator: "; "))
  }

  /// Whether the commune itself carries the dossier to its result, with no link.
  package var isCommune: Bool { all == [.commune] }
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
}
