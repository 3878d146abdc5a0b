/// A receiving unit: the commune office this device works for, as its unit file describes it.
package struct Unit: Sendable, Hashable, Codable {
  /// Agency code of QĐ 20/2020/QĐ-TTg, such as "H25.15.5"; the first part of its dossier codes.
  package let code: String
  package internal(set) var name: String
  package internal(set) var superior: String
  package let province: String
  /// The place named before the date on papers.
  package internal(set) var place: String
  package internal(set) var address: String
  package internal(set) var hotline: String
  /// Where residents rate how they were served; printed on the receipt when there is one.
  package internal(set) var ratingURL: String
  package internal(set) var codePattern: DossierCodePattern
  package internal(set) var hours: OfficeHours
  /// The office's reading of the cut-off second itself; what the procedure says when `nil`.
  package internal(set) var cutOffBelongsTo: CutOff?
  package internal(set) var promise: PromiseHour
  /// What the QR on a receipt begins with; the dossier code follows.
  package let trackingURL: String
  /// Demo and test units accept test numbers of persons without a warning.
  package let demo: Bool
  package let communeCode: String
  /// The receipt's QR code carries the receipt's facts, signed, in place of an address.
  package let receiptFacts: Bool
  /// Where fees are paid by transfer; no payment code without it.
  package internal(set) var paymentAccount: PaymentAccount?
  /// Set where the province hands out numbers of receipts.
  package internal(set) var receiptSeries: ReceiptSeries?
  package internal(set) var telling: TellingPolicy
  package internal(set) var attention: AttentionPolicy
  /// Names of its villages (thôn, bản, xóm …), for lists their heads get.
  package let villages: [String]

  package var promisePolicy: PromisePolicy { PromisePolicy(hour: promise, cutOff: cutOffBelongsTo) }

  private enum CodingKeys: String, CodingKey {
    case code, name, superior, province, place, address, hotline, codePattern, hours, ratingURL
    case cutOffBelongsTo, promise, trackingURL, demo, communeCode, receiptFacts
    case paymentAccount, receiptSeries, telling, attention, villages
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String {
      let value = try container.decode(String.self, forKey: key)
      guard !value.allSatisfy(\.isWhitespace) else {
        throw DossierError(
          .badInput, vi: "Mục \(key.rawValue) của đơn vị không được để trống.",
          en: "The entry \(key.rawValue) of the unit must not be empty.")
      }
      return value
    }
    code = try text(.code)
    name = try text(.name)
    superior = try text(.superior)
    province = try text(.province)
    place = try text(.place)
    address = try text(.address)
    hotline = try container.decodeIfPresent(String.self, forKey: .hotline) ?? ""
    ratingURL = try container.decodeIfPresent(String.self, forKey: .ratingURL) ?? ""
    codePattern =
      try container.decodeIfPresent(DossierCodePattern.self, forKey: .codePattern) ?? .standard
    hours = try container.decode(OfficeHours.self, forKey: .hours)
    cutOffBelongsTo = try container.decodeIfPresent(CutOff.self, forKey: .cutOffBelongsTo)
    promise = try container.decodeIfPresent(PromiseHour.self, forKey: .promise) ?? .closeOfSession
    trackingURL = try text(.trackingURL)
    demo = try container.decodeIfPresent(Bool.self, forKey: .demo) ?? false
    communeCode = try container.decodeIfPresent(String.self, forKey: .communeCode) ?? ""
    receiptFacts = try container.decodeIfPresent(Bool.self, forKey: .receiptFacts) ?? false
    paymentAccount = try container.decodeIfPresent(PaymentAccount.self, forKey: .paymentAccount)
    receiptSeries = try container.decodeIfPresent(ReceiptSeries.self, forKey: .receiptSeries)
    telling = try container.decodeIfPresent(TellingPolicy.self, forKey: .telling) ?? .standard
    attention =
      try container.decodeIfPresent(AttentionPolicy.self, forKey: .attention) ?? .standard
    villages = try container.decodeIfPresent([String].self, forKey: .villages) ?? []
    try checkShapes()
  }

  private func checkShapes() throws {
    guard DossierCode.isUnitCode(code) else {
      throw DossierError(
        .badInput, vi: "Mã đơn vị \(DossierError.quoted(code)) không đúng dạng, ví dụ H25.15.",
        en: "The unit code \(DossierError.quoted(code)) is not of the form H25.15.")
    }
    guard trackingURL.hasPrefix("http://") || trackingURL.hasPrefix("https://"),
      trackingURL.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else {
      throw DossierError(
        .badInput, vi: "trackingURL phải là địa chỉ bắt đầu bằng http:// hoặc https://.",
        en: "trackingURL must be an address beginning with http:// or https://.")
    }
    guard communeCode.isEmpty || (communeCode.utf8.count == 5 && Digits.areAll(communeCode)) else {
      throw DossierError(
        .badInput, vi: "Mã xã phải có 5 chữ số.", en: "The commune code must have 5 digits.")
    }
  }
}
