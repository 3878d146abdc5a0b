/// A procedure's code: national (`1.001193`) or local (`1.014028.H38`, `1.004873.000.00.00.H14`).
package struct ProcedureCode: Sendable, Hashable, Codable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  package init(_ text: String) throws {
    guard Self.isValid(text) else {
      throw DossierError(
        .badInput, vi: "\(DossierError.quoted(text)) không phải mã thủ tục, ví dụ 1.001193.",
        en: "\(DossierError.quoted(text)) is not a procedure code such as 1.001193.")
    }
    self.text = text
  }

  package static func isValid(_ text: String) -> Bool {
    var groups = text.split(separator: ".", omittingEmptySubsequences: false)
    guard groups.count >= 2, groups[0].utf8.count == 1, Digits.areAll(groups[0]),
      groups[1].utf8.count == 6, Digits.areAll(groups[1])
    else { return false }
    groups.removeFirst(2)
    if groups.isEmpty { return true }
    if groups.count == 4, groups.prefix(3).elementsEqual(["000", "00", "00"]) {
      groups.removeFirst(3)
    }
    guard groups.count == 1, groups[0].utf8.count == 3, let letter = groups[0].first else {
      return false
    }
    return "HG".contains(letter) && Digits.areAll(groups[0].dropFirst())
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
