import Foundation

/// What the QR on a chip identity card says: `number|old
/// number|name|ddMMyyyy|sex|address|ddMMyyyy`.
///
/// Reads cards and readers as they are: the old number may be empty or its field missing, newer
/// cards carry more fields, scanners add control characters. Only the number must be there; what
/// else cannot be read is left empty and named in `warnings`, never guessed.
package struct IdentityCardQR: Sendable, Hashable {
  package enum Warning: String, Sendable, Hashable, CaseIterable {
    case noName, noBirthDate, noSex, noAddress, noIssueDate
    /// A Vietnamese keyboard driver seems to have changed what the scanner typed.
    case telexResidue

    package var text: LocalizedText {
      switch self {
      case .noName: LocalizedText(vi: "Mã QR không có họ tên.", en: "The QR holds no name.")
      case .noBirthDate:
        LocalizedText(vi: "Mã QR không có ngày sinh.", en: "The QR holds no date of birth.")
      case .noSex: LocalizedText(vi: "Mã QR không có giới tính.", en: "The QR holds no sex.")
      case .noAddress: LocalizedText(vi: "Mã QR không có địa chỉ.", en: "The QR holds no address.")
      case .noIssueDate:
        LocalizedText(vi: "Mã QR không có ngày cấp.", en: "The QR holds no date of issue.")
      case .telexResidue:
        LocalizedText(
          vi: "Bộ gõ tiếng Việt có thể đã làm sai chữ; hãy tắt bộ gõ và quét lại.",
          en: "A Vietnamese keyboard driver may have spoilt the text; turn it off and scan again.")
      }
    }
  }

  package let number: PersonalNumber
  package let oldNumber: String?
  package let name: String?
  package let birthDate: CivilDate?
  package let sex: Sex?
  /// As printed on the card, with the units of its time; not to be mapped to new ones silently.
  package let address: String?
  package let issuedOn: CivilDate?
  /// Fields beyond those known, as they came.
  package let extras: [String]
  package let warnings: [Warning]

  /// No card holds more; a longer text is not a card.
  package static let longestPayload = 4096

  package init(_ payload: String) throws {
    let fields = try Self.fields(payload)
    guard let first = fields.first, first.utf8.count == PersonalNumber.length,
      let number = try? PersonalNumber(first)
    else { throw Self.notACard }
    self.number = number
    let rest = Array(fields.dropFirst())
    let born = rest.firstIndex { Self.date($0) != nil }
    let sexAt = rest.firstIndex { Self.sex($0) != nil }
    let anchor = born ?? sexAt ?? rest.count
    let head = Array(rest[..<min(anchor, rest.count)])
    let oldNumber = head.first { $0.utf8.count == 9 && Digits.areAll($0) }
    let name = head.last { $0.contains(where: \.isLetter) }
    self.oldNumber = oldNumber
    self.name = name
    birthDate = born.flatMap { Self.date(rest[$0]) }
    sex = sexAt.flatMap { Self.sex(rest[$0]) }
    let after = max(born ?? -1, sexAt ?? -1) + 1
    let tail = Array(rest[(after == 0 ? rest.count : after)...])
    let issued = tail.firstIndex { Self.date($0) != nil }
    issuedOn = issued.flatMap { Self.date(tail[$0]) }
    let beforeIssue = Array(tail[..<(issued ?? min(1, tail.count))])
    address = beforeIssue.first { $0.contains(where: \.isLetter) }
    let unread = after == 0 ? head.filter { $0 != name && $0 != oldNumber } : []
    extras = (unread + tail.dropFirst(issued.map { $0 + 1 } ?? beforeIssue.count))
      .filter { !$0.isEmpty }
    warnings = Self.warnings(
      name: name, birthDate: birthDate, sex: sex, address: address, issuedOn: issuedOn)
  }

  /// The names `value(of:)` knows.
  package static let names: Set<String> = [
    "cccd.number", "cccd.oldNumber", "cccd.name", "cccd.birthDate", "cccd.sex", "cccd.address",
    "cccd.issuedOn",
  ]

  /// A field as XForms text (dates `yyyy-MM-dd`, sex "Nam" or "Nữ"), `nil` if the card lacks it.
  package func value(of name: String) -> String? {
    switch name {
    case "cccd.number": number.text
    case "cccd.oldNumber": oldNumber
    case "cccd.name": self.name
    case "cccd.birthDate": birthDate?.description
    case "cccd.sex": sex?.name.vi
    case "cccd.address": address
    case "cccd.issuedOn": issuedOn?.description
    default: nil
    }
  }

  private static func fields(_ payload: String) throws -> [String] {
    guard payload.utf8.count <= longestPayload else { throw notACard }
    let clean = String(
      String.UnicodeScalarView(
        payload.unicodeScalars.filter { scalar in
          let category = scalar.properties.generalCategory
          return category != .control && category != .format
        }))
    return clean.precomposedStringWithCanonicalMapping
      .split(separator: "|", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private static func date(_ field: String) -> CivilDate? {
    let bytes = Array(field.utf8)
    guard bytes.count == 8, let day = Digits.value(bytes[0..<2]),
      let month = Digits.value(bytes[2..<4]), let year = Digits.value(bytes[4..<8]), year >= 1850
    else { return nil }
    return CivilDate(year: year, month: month, day: day)
  }

  private static func sex(_ field: String) -> Sex? {
    switch FoldedText.fold(field) {
    case "nam": .male
    case "nu", "nuwx": .female
    default: nil
    }
  }

  private static func warnings(
    name: String?, birthDate: CivilDate?, sex: Sex?, address: String?, issuedOn: CivilDate?
  ) -> [Warning] {
    var found: [Warning] = []
    if name == nil { found.append(.noName) }
    if birthDate == nil { found.append(.noBirthDate) }
    if sex == nil { found.append(.noSex) }
    if address == nil { found.append(.noAddress) }
    if issuedOn == nil { found.append(.noIssueDate) }
    if [name, address].contains(where: { $0.map(TelexResidue.isLikely) ?? false }) {
      found.append(.telexResidue)
    }
    return found
  }

  private static var notACard: DossierError {
    DossierError(
      .badInput, vi: "Đây không phải mã QR của thẻ căn cước; hãy quét lại mặt trước của thẻ.",
      en: "This is not the QR of an identity card; scan the front of the card again.")
  }
}
