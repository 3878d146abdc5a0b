package enum Sex: String, Sendable, Hashable, Codable, CaseIterable {
  case male, female

  package var name: LocalizedText {
    switch self {
    case .male: LocalizedText(vi: "Nam", en: "Male")
    case .female: LocalizedText(vi: "Nữ", en: "Female")
    }
  }
}

/// A personal identification number (số định danh cá nhân): three digits of the place of first
/// registration, one of century and sex, two of the birth year, six at random. No check digit.
package struct PersonalNumber: Sendable, Hashable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  package static let length = 12

  /// Takes twelve digits, also written in groups with spaces, dots or hyphens.
  package init(_ raw: String) throws {
    guard let digits = Self.digits(raw) else {
      throw DossierError(
        .badInput, vi: "Số định danh cá nhân phải có đúng 12 chữ số.",
        en: "A personal identification number has exactly 12 digits.")
    }
    text = digits
  }

  /// The twelve digits; `nil` for any other text.
  package static func digits(_ raw: String) -> String? {
    guard raw.utf8.count >= length else { return nil }
    return DigitGroups.join(raw).flatMap { $0.utf8.count == length ? $0 : nil }
  }

  /// "001" to "096" for provinces as they were before July 2025, 100 and above for other countries.
  package var provinceCode: String { String(text.prefix(3)) }

  package var sex: Sex { century.isMultiple(of: 2) ? .male : .female }

  package var birthYear: Int { 1900 + 100 * (century / 2) + (Digits.value(digits(4..<6)) ?? 0) }

  /// Numbers of nobody, for demonstrations and tests.
  package var isTest: Bool { provinceCode == "000" || provinceCode == "099" }

  package var masked: String { Mask.number(text) }

  private var century: Int { Digits.value(digits(3..<4)) ?? 0 }

  private func digits(_ range: Range<Int>) -> ArraySlice<UInt8> { Array(text.utf8)[range] }
}

extension PersonalNumber {
  /// Something an officer should look at; never a reason to refuse the number.
  package struct Warning: Sendable, Hashable {
    package enum ID: String, Sendable, Hashable {
      case birthYear, sex, province, testNumber
    }
    package let id: ID
    package let text: LocalizedText
  }

  /// Compares the number with what was declared.
  ///
  /// - Parameters:
  ///   - knownProvinces: Codes of both lists of provinces, the 63 and the 34, with two or three
  ///     digits. Which list numbers of newborns follow since July 2025 is not settled.
  ///   - demoUnit: Whether the unit works with test numbers.
  package func warnings(
    birthYear declaredYear: Int? = nil, sex declaredSex: Sex? = nil, knownProvinces: Set<String>,
    demoUnit: Bool = false
  ) -> [Warning] {
    var warnings: [Warning] = []
    func warn(_ id: Warning.ID, _ vi: String, _ en: String) {
      warnings.append(Warning(id: id, text: LocalizedText(vi: vi, en: en)))
    }
    if let declaredYear, declaredYear != birthYear {
      warn(
        .birthYear, "Số định danh ghi năm sinh \(birthYear), tờ khai ghi \(declaredYear).",
        "The number says born in \(birthYear), the form says \(declaredYear).")
    }
    if let declaredSex, declaredSex != sex {
      warn(
        .sex, "Số định danh ghi giới tính \(sex.name.vi), tờ khai ghi \(declaredSex.name.vi).",
        "The number says \(sex.name.en), the form says \(declaredSex.name.en).")
    }
    if isTest {
      if !demoUnit {
        warn(
          .testNumber, "Mã tỉnh \(provinceCode) chỉ dùng cho số thử nghiệm.",
          "The province code \(provinceCode) is only for test numbers.")
      }
    } else if provinceCode < "100", !knownProvinces.contains(provinceCode),
      !knownProvinces.contains(String(provinceCode.suffix(2)))
    {
      warn(
        .province, "Không có tỉnh nào mang mã \(provinceCode).",
        "No province has the code \(provinceCode).")
    }
    return warnings
  }
}

/// A number of the old identity card (CMND), nine digits; still found in registers and old papers.
package struct OldIdentityNumber: Sendable, Hashable, CustomStringConvertible {
  package let text: String
  package var description: String { text }

  package init(_ raw: String) throws {
    guard let digits = DigitGroups.join(raw), digits.utf8.count == 9 else {
      throw DossierError(
        .badInput, vi: "Số CMND phải có đúng 9 chữ số.",
        en: "An old identity card number has exactly 9 digits.")
    }
    text = digits
  }
}

/// Digits that people write in groups.
enum DigitGroups {
  static let longest = 40

  /// The digits of a text without the separators people put between them, `nil` if it holds
  /// anything else.
  static func join(_ text: String, separators: String = " .-\u{A0}") -> String? {
    guard text.utf8.count <= longest else { return nil }
    // Most texts this is asked of are names and addresses: their first letter settles it.
    let isLetter = text.utf8.first.map { (0x41...0x7A).contains($0) || $0 >= 0xC3 } ?? true
    if isLetter { return nil }
    if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text }
    var digits = ""
    for character in text where !separators.contains(character) {
      guard let byte = character.asciiValue, (0x30...0x39).contains(byte) else { return nil }
      digits.append(character)
    }
    return digits.isEmpty ? nil : digits
  }
}
