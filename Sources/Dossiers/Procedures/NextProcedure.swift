/// A procedure people usually need after this one, and what of its answers serves there too.
package struct NextProcedure: Sendable, Hashable, Codable {
  /// Whether the law wants one linked dossier or one for each procedure.
  package enum Dossiers: String, Sendable, Hashable, Codable {
    case several, one, uncertain

    package var name: LocalizedText {
      switch self {
      case .several:
        LocalizedText(vi: "Nộp thành hồ sơ riêng", en: "A dossier of its own")
      case .one:
        LocalizedText(vi: "Thuộc một hồ sơ liên thông", en: "Part of one linked dossier")
      case .uncertain:
        LocalizedText(
          vi: "Chưa rõ nộp chung hay riêng; hãy hỏi tỉnh nếu cần",
          en: "Not certain whether one dossier or several; ask the province if it matters")
      }
    }
  }

  /// One answer taken over: `value` is an XForms expression over the first form's answers, `to`
  /// a path below the root of the next form.
  package struct Value: Sendable, Hashable, Codable {
    package let to: String
    package let value: String
  }

  /// Rows taken over: one row of the next form's repeat `to` for each row of `rows`, a repeat of
  /// the first form, for which `when` holds. Expressions are relative to that row.
  package struct Rows: Sendable, Hashable, Codable {
    package let to: String
    package let rows: String
    package let when: String?
    /// `to` names a field of the row.
    package let carry: [Value]
  }

  package let code: String
  package let why: LocalizedText
  package internal(set) var dossiers: Dossiers
  package let mark: String?
  /// XForms expression over the first form's answers; offered only where it is true.
  package let when: String?
  package let carry: [Value]
  package let carryRows: [Rows]

  private enum CodingKeys: String, CodingKey {
    case code, why, dossiers, mark, when, carry, carryRows
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    why = try container.decode(LocalizedText.self, forKey: .why)
    dossiers = try container.decode(Dossiers.self, forKey: .dossiers)
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    carry = try container.decodeIfPresent([Value].self, forKey: .carry) ?? []
    when = try container.decodeIfPresent(String.self, forKey: .when)
    carryRows = try container.decodeIfPresent([Rows].self, forKey: .carryRows) ?? []
    guard ProcedureCode.isValid(code), Self.areOnce(carry), when?.isEmpty != true,
      Set(carryRows.map(\.to)).count == carryRows.count,
      carryRows.allSatisfy({
        !$0.to.isEmpty && !$0.rows.isEmpty && !$0.carry.isEmpty && Self.areOnce($0.carry)
      })
    else {
      throw DossierError(
        .badInput,
        vi: "Thủ tục tiếp theo \(DossierError.quoted(code)) không hợp lệ: mã sai, điều kiện trống, "
          + "hoặc một ô được chuyển hai lần.",
        en:
          "The next procedure \(DossierError.quoted(code)) is not valid: a wrong code, an empty "
          + "condition, or a field carried to twice.")
    }
  }

  private static func areOnce(_ carry: [Value]) -> Bool {
    Set(carry.map(\.to)).count == carry.count
      && carry.allSatisfy { !$0.to.isEmpty && !$0.value.isEmpty }
  }

  /// Its expressions with the repeat of the first form they are relative to, and their place.
  package var expressions: [(place: String, expression: String, row: String)] {
    (when.map { [("when", $0, "")] } ?? [])
      + carry.enumerated().map { ("carry[\($0)].value", $1.value, "") }
      + carryRows.enumerated().flatMap { index, rule in
        (rule.when.map { [("carryRows[\(index)].when", $0, rule.rows)] } ?? [])
          + rule.carry.enumerated().map {
            ("carryRows[\(index)].carry[\($0)].value", $1.value, rule.rows)
          }
      }
  }

  /// Paths of the next form it fills, repeats included, and their place.
  package var targets: [(place: String, path: String)] {
    carry.enumerated().map { ("carry[\($0)].to", $1.to) }
      + carryRows.enumerated().flatMap { index, rule in
        [("carryRows[\(index)].to", rule.to)]
          + rule.carry.enumerated().map {
            ("carryRows[\(index)].carry[\($0)].to", "\(rule.to)/\($1.to)")
          }
      }
  }
}
