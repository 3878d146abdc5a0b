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

  package let code: String
  package let why: LocalizedText
  package internal(set) var dossiers: Dossiers
  package let mark: String?
  package let carry: [Value]

  private enum CodingKeys: String, CodingKey { case code, why, dossiers, mark, carry }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    why = try container.decode(LocalizedText.self, forKey: .why)
    dossiers = try container.decode(Dossiers.self, forKey: .dossiers)
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    carry = try container.decodeIfPresent([Value].self, forKey: .carry) ?? []
    guard ProcedureCode.isValid(code), Set(carry.map(\.to)).count == carry.count,
      carry.allSatisfy({ !$0.to.isEmpty && !$0.value.isEmpty })
    else {
      throw DossierError(
        .badInput,
        vi: "Thủ tục tiếp theo \(DossierError.quoted(code)) không hợp lệ: mã sai, hoặc một ô được "
          + "chuyển hai lần.",
        en:
          "The next procedure \(DossierError.quoted(code)) is not valid: a wrong code, or a field "
          + "carried to twice.")
    }
  }
}
