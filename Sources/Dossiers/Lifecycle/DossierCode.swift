/// A dossier code (mã hồ sơ), kept as it is written: of this office, of another, or of an older
/// era.
package struct DossierCode: Sendable, Hashable, Codable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  package static let longest = 48

  /// Accepts the shapes in use since QCVN 102:2016: up to five groups of letters and digits with
  /// dots, a date of 6 or 8 digits, a number of 4 to 8 digits.
  package init(_ text: String) throws {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text.utf8.count <= Self.longest, parts.count == 3, Self.isUnitCode(String(parts[0])),
      Digits.areAll(parts[1]), parts[1].utf8.count == 6 || parts[1].utf8.count == 8,
      Digits.areAll(parts[2]), (4...8).contains(parts[2].utf8.count)
    else {
      throw DossierError(
        .badInput,
        vi: "\(DossierError.quoted(text)) không phải mã hồ sơ, ví dụ H25.15-261121-0001.",
        en: "\(DossierError.quoted(text)) is not a dossier code such as H25.15-261121-0001.")
    }
    self.text = text
  }

  init(unchecked text: String) { self.text = text }

  /// One to five groups of one to four capitals and digits, joined by dots.
  package static func isUnitCode(_ text: String) -> Bool {
    let groups = text.split(separator: ".", omittingEmptySubsequences: false)
    return (1...5).contains(groups.count)
      && groups.allSatisfy { group in
        (1...4).contains(group.utf8.count)
          && group.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
      }
  }

  package init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// The numbers of a unit's daily counter that one device may use, so that two devices without a
/// link never issue the same code.
package struct CodeRange: Sendable, Hashable, Codable {
  package let first: Int
  package let last: Int

  package static let largestNumber = 99_999_999

  package init(first: Int, last: Int) throws {
    guard first >= 0, last >= first, last <= Self.largestNumber else {
      throw DossierError(
        .badInput, vi: "Dải số hồ sơ \(first)–\(last) không hợp lệ.",
        en: "The range of dossier numbers \(first) to \(last) is not valid.")
    }
    self.first = first
    self.last = last
  }

  /// Device `k` of a unit holds k000 to k999; 0000 to 0999 stay with the province's server.
  package init(deviceIndex index: Int) throws {
    guard (1...9).contains(index) else {
      throw DossierError(
        .badInput, vi: "Số thứ tự thiết bị phải từ 1 đến 9.",
        en: "The device's index must be 1 to 9.")
    }
    try self.init(first: index * 1000, last: index * 1000 + 999)
  }

  package var count: Int { last - first + 1 }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      first: container.decode(Int.self, forKey: .first),
      last: container.decode(Int.self, forKey: .last))
  }
}
