/// The account fees are paid into, as the unit's file or the province's names it.
package struct PaymentAccount: Sendable, Hashable, Codable {
  /// What the number names; the words are NAPAS's service codes.
  package enum Kind: String, Sendable, Hashable, Codable {
    case account, card

    var service: String {
      switch self {
      case .account: "QRIBFTTA"
      case .card: "QRIBFTTC"
      }
    }
  }

  /// The bank's six-digit number at NAPAS.
  package let bin: String
  package let number: String
  package let kind: Kind
  /// For people: printed beside the code, not part of it.
  package let bank: String
  package let holder: String

  /// Longest account or card number, in characters.
  package static let numberLengthLimit = 19

  private enum CodingKeys: String, CodingKey, CaseIterable { case bin, number, kind, bank, holder }

  package init(
    bin: String, number: String, kind: Kind = .account, bank: String = "", holder: String = ""
  ) throws {
    self.bin = bin
    self.number = number
    self.kind = kind
    self.bank = bank
    self.holder = holder
    let isPlain = number.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    guard bin.utf8.count == 6, Digits.areAll(bin), isPlain,
      (1...Self.numberLengthLimit).contains(number.utf8.count)
    else {
      throw DossierError(
        .badInput,
        vi: "Tài khoản thu phí phải có mã ngân hàng 6 chữ số và số tài khoản từ 1 đến "
          + "\(Self.numberLengthLimit) chữ, số.",
        en: "The account for fees needs a bank number of 6 digits and an account number of 1 to "
          + "\(Self.numberLengthLimit) letters and digits.")
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    try self.init(
      bin: container.decode(String.self, forKey: .bin),
      number: container.decode(String.self, forKey: .number),
      kind: container.decodeIfPresent(Kind.self, forKey: .kind) ?? .account,
      bank: container.decodeIfPresent(String.self, forKey: .bank) ?? "",
      holder: container.decodeIfPresent(String.self, forKey: .holder) ?? "")
  }
}

/// Form and series of numbered receipts (biên lai), where the province hands out numbers. Without
/// it an office prints a fee notice without a number.
package struct ReceiptSeries: Sendable, Hashable, Codable {
  /// Mẫu số.
  package let form: String
  /// Ký hiệu.
  package let series: String
  /// The numbers the province gave, each range to one device: machines without a link never give
  /// the same number. Empty: no numbers, only fee notices.
  package let ranges: [Range]

  package struct Range: Sendable, Hashable, Codable {
    /// The device whose dossier numbers begin at this many thousands, from 1.
    package let device: Int
    package let first: Int
    package let last: Int

    private enum CodingKeys: String, CodingKey, CaseIterable { case device, first, last }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
      device = try container.decode(Int.self, forKey: .device)
      first = try container.decode(Int.self, forKey: .first)
      last = try container.decode(Int.self, forKey: .last)
      guard (1...99_999).contains(device), first >= 1, first <= last,
        last <= ReceiptSeries.largestNumber
      else {
        throw DossierError(
          .badInput,
          vi: "Dải số biên lai \(first)–\(last) của máy \(device) không hợp lệ.",
          en: "The range of receipt numbers \(first) to \(last) of device \(device) is not valid.")
      }
    }
  }

  /// Of any receipt.
  package static let largestNumber = 99_999_999

  private enum CodingKeys: String, CodingKey, CaseIterable { case form, series, ranges }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    form = try container.decode(String.self, forKey: .form)
    series = try container.decode(String.self, forKey: .series)
    guard (1...20).contains(form.utf8.count), (1...20).contains(series.utf8.count) else {
      throw DossierError(
        .badInput, vi: "Mẫu số và ký hiệu biên lai có từ 1 đến 20 ký tự.",
        en: "Form and series of numbered receipts have 1 to 20 characters.")
    }
    ranges = try container.decodeIfPresent([Range].self, forKey: .ranges) ?? []
    let sorted = ranges.sorted { $0.first < $1.first }
    for (one, next) in zip(sorted, sorted.dropFirst()) where next.first <= one.last {
      throw DossierError(
        .badInput,
        vi:
          "Hai dải số biên lai \(one.first)–\(one.last) và \(next.first)–\(next.last) trùng nhau.",
        en: "The ranges of receipt numbers \(one.first)–\(one.last) and "
          + "\(next.first)–\(next.last) overlap.")
    }
  }
}
