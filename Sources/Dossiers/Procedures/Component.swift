/// A paper that belongs to a dossier (thành phần hồ sơ).
package struct Component: Sendable, Hashable, Codable {
  package let id: String
  package let name: LocalizedText
  /// Originals and copies to hand in.
  package let original: Int
  package let copy: Int
  /// Shown and given back; no copy may be kept.
  package let presentOnly: Bool
  /// Expression over the form's answers that says whether it is needed.
  package let requiredIf: String
  /// Components of which one may stand in for this one.
  package let alternatives: [String]
  package let fileTypes: [String]
  package let mark: String?

  private enum CodingKeys: String, CodingKey {
    case id, name, original, copy, presentOnly, requiredIf, alternatives, fileTypes, mark
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decode(LocalizedText.self, forKey: .name)
    original = try container.decodeIfPresent(Int.self, forKey: .original) ?? 0
    copy = try container.decodeIfPresent(Int.self, forKey: .copy) ?? 0
    presentOnly = try container.decodeIfPresent(Bool.self, forKey: .presentOnly) ?? false
    requiredIf = try container.decodeIfPresent(String.self, forKey: .requiredIf) ?? "true()"
    alternatives = try container.decodeIfPresent([String].self, forKey: .alternatives) ?? []
    fileTypes = try container.decodeIfPresent([String].self, forKey: .fileTypes) ?? []
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    let counts = 0...Self.mostCopies
    guard !id.isEmpty, counts.contains(original), counts.contains(copy), !requiredIf.isEmpty else {
      throw DossierError(
        .badInput, vi: "Thành phần hồ sơ \(DossierError.quoted(id)) không hợp lệ.",
        en: "The component \(DossierError.quoted(id)) is not valid.")
    }
  }

  /// More sheets of one paper than any office asks for.
  package static let mostCopies = 100
}

extension Procedure {
  package func component(_ id: String) -> Component? { components.first { $0.id == id } }

  /// The components these answers call for; `evaluate` computes an expression over the answers.
  package func requiredComponents(
    evaluate: (String) throws -> Bool
  ) throws -> [Component] {
    try components.filter { try evaluate($0.requiredIf) }
  }

  /// Required components of which neither they nor an alternative are among those given.
  package func missingComponents(
    given: Set<String>, evaluate: (String) throws -> Bool
  ) throws -> [Component] {
    try requiredComponents(evaluate: evaluate).filter { component in
      given.isDisjoint(with: [component.id] + component.alternatives)
    }
  }
}
