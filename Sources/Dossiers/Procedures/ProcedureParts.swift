extension Procedure {
  package struct Sector: Sendable, Hashable, Codable {
    package let code: String
    package let name: LocalizedText

    private enum CodingKeys: String, CodingKey { case code }

    package init(from decoder: any Decoder) throws {
      code = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .code)
      name = try LocalizedText(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(code, forKey: .code)
      try name.encode(to: encoder)
    }
  }

  /// How far the procedure can be done online, in today's three terms and in the old four levels.
  package struct ServiceLevel: Sendable, Hashable, Codable {
    package enum Today: String, Sendable, Hashable, Codable {
      case full, partial, information

      package var name: LocalizedText {
        switch self {
        case .full: LocalizedText(vi: "Dịch vụ công trực tuyến toàn trình", en: "Fully online")
        case .partial: LocalizedText(vi: "Dịch vụ công trực tuyến một phần", en: "Partly online")
        case .information:
          LocalizedText(vi: "Dịch vụ cung cấp thông tin trực tuyến", en: "Information only")
        }
      }
    }
    package let new: Today
    package let old: Int
  }

  /// The system that takes the dossier on from the one-stop office.
  package struct Routing: Sendable, Hashable, Codable {
    package enum System: String, Sendable, Hashable, Codable {
      case provincial, ministry
    }
    package let system: System
    package let name: LocalizedText
  }

  package struct LegalBasis: Sendable, Hashable, Codable {
    package let title: String
    package let mark: String
  }

  /// When a receipt is printed.
  package enum ReceiptRule: String, Sendable, Hashable, Codable {
    case always
    /// Only if the result is not handed over the same day, or when asked for.
    case deferred
    case never
  }

  /// The paper declaration (tờ khai) that is printed and signed.
  package struct Declaration: Sendable, Hashable, Codable {
    package let title: LocalizedText
    package let number: LocalizedText?
    package let addressee: LocalizedText?
    /// File beside the form that lays it out.
    package let layout: String
  }

  /// An answer taken from an identity card: `from` is such as "cccd.name".
  package struct Prefill: Sendable, Hashable, Codable {
    package let from: String
    package let to: String
  }

  /// One answer carried over: when `when` holds and `to` is empty, it becomes `value`.
  package struct Carry: Sendable, Hashable, Codable {
    /// XForms expressions over the form's answers.
    package let when: String
    package let value: String
    /// Path below the form's root.
    package let to: String
    /// The answer whose change writes the value, whatever stands there; nil for one that fills
    /// what is empty.
    package var on: String?
  }

  /// Where a statement of the data comes from, with its mark of certainty.
  package struct Source: Sendable, Hashable, Codable {
    package let what: String
    package let mark: String
  }
}

/// The days on which a version of a procedure is in force; `to` is its last day.
package struct ProcedureVersionRange: Sendable, Hashable {
  package let from: CivilDate
  package let to: CivilDate?

  package init(from: CivilDate, to: CivilDate?) throws {
    if let to, to < from {
      throw DossierError(
        .badInput, vi: "Ngày hết hiệu lực \(to) trước ngày có hiệu lực \(from).",
        en: "The version ends on \(to), before it begins on \(from).")
    }
    self.from = from
    self.to = to
  }

  package func contains(_ date: CivilDate) -> Bool {
    date >= from && to.map { date <= $0 } ?? true
  }

  package func overlaps(_ other: ProcedureVersionRange) -> Bool {
    contains(other.from) || other.contains(from)
  }
}

/// Which answers of a form name a person's details, by role: name, id, phone, address …
package struct AnswerPaths: Sendable, Hashable, Codable {
  package let byRole: [String: String]

  package init(_ byRole: [String: String]) { self.byRole = byRole }

  package subscript(role: String) -> String? { byRole[role] }
  package var name: String? { byRole["name"] }
  package var id: String? { byRole["id"] }
  package var phone: String? { byRole["phone"] }
  package var address: String? { byRole["address"] }
  package var email: String? { byRole["email"] }
  package var birthDate: String? { byRole["birthDate"] }

  package init(from decoder: any Decoder) throws {
    byRole = try decoder.singleValueContainer().decode([String: String].self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(byRole)
  }
}
