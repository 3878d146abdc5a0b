/// What a province sets otherwise in one procedure; what is not named stays.
package struct ProcedureAmendment: Sendable, Hashable, Decodable {
  package struct FeeAmendment: Sendable, Hashable, Decodable {
    package let name: LocalizedText?
    /// Expression over the form's answers giving đồng.
    package let amount: String?
    /// All the exemptions there are from now on.
    package let exemptions: [Fee.Exemption]?

    private enum CodingKeys: String, CodingKey, CaseIterable { case name, amount, exemptions }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
      name = try container.decodeIfPresent(LocalizedText.self, forKey: .name)
      amount = try container.decodeIfPresent(String.self, forKey: .amount)
      exemptions = try container.decodeIfPresent([Fee.Exemption].self, forKey: .exemptions)
      guard amount?.isEmpty != true else {
        throw DossierError(
          .badInput, vi: "mức phí (amount) không được để trống.",
          en: "the amount of a fee must not be empty.")
      }
    }
  }

  package struct NextAmendment: Sendable, Hashable, Decodable {
    package let dossiers: NextProcedure.Dossiers

    private enum CodingKeys: String, CodingKey, CaseIterable { case dossiers }

    package init(from decoder: any Decoder) throws {
      dossiers = try decoder.strictContainer(keyedBy: CodingKeys.self)
        .decode(NextProcedure.Dossiers.self, forKey: .dossiers)
    }
  }

  /// By the fee's id.
  package let fees: [String: FeeAmendment]
  package let term: Term?
  /// By the next procedure's code.
  package let next: [String: NextAmendment]

  private enum CodingKeys: String, CodingKey, CaseIterable { case fees, term, next }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    fees = try container.decodeIfPresent([String: FeeAmendment].self, forKey: .fees) ?? [:]
    term = try container.decodeIfPresent(Term.self, forKey: .term)
    next = try container.decodeIfPresent([String: NextAmendment].self, forKey: .next) ?? [:]
  }

  func apply(to procedure: inout Procedure) {
    if let term { procedure.term = term }
    for index in procedure.fees.indices {
      guard let change = fees[procedure.fees[index].id] else { continue }
      if let name = change.name { procedure.fees[index].name = name }
      if let amount = change.amount { procedure.fees[index].amount = amount }
      if let exemptions = change.exemptions { procedure.fees[index].exemptions = exemptions }
    }
    for index in procedure.next.indices {
      guard let change = next[procedure.next[index].code] else { continue }
      procedure.next[index].dossiers = change.dossiers
    }
  }

  func check(_ code: String, _ versions: [Procedure]) throws {
    let knownFees = Set(versions.flatMap(\.fees).map(\.id))
    if let unknown = fees.keys.filter({ !knownFees.contains($0) }).min() {
      throw DossierError(
        .badInput, vi: "Thủ tục \(code) không có khoản phí \(DossierError.quoted(unknown)).",
        en: "The procedure \(code) has no fee \(DossierError.quoted(unknown)).")
    }
    let knownNext = Set(versions.flatMap(\.next).map(\.code))
    if let unknown = next.keys.filter({ !knownNext.contains($0) }).min() {
      throw DossierError(
        .badInput,
        vi: "Thủ tục \(code) không có thủ tục tiếp theo \(DossierError.quoted(unknown)).",
        en: "The procedure \(code) names no next procedure \(DossierError.quoted(unknown)).")
    }
  }
}

/// What a province sets otherwise for a unit; what is not named stays as the unit file says.
package struct UnitAmendment: Sendable, Hashable, Decodable {
  package let name: String?
  package let superior: String?
  package let place: String?
  package let address: String?
  package let hotline: String?
  package let ratingURL: String?
  package let codePattern: DossierCodePattern?
  package let hours: OfficeHours?
  package let cutOffBelongsTo: CutOff?
  package let promise: PromiseHour?
  package let paymentAccount: PaymentAccount?
  package let receiptSeries: ReceiptSeries?
  package let telling: TellingPolicy?
  package let attention: AttentionPolicy?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case name, superior, place, address, hotline, codePattern, hours, cutOffBelongsTo, promise
    case ratingURL, paymentAccount, receiptSeries, telling, attention
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    func text(_ key: CodingKeys) throws -> String? {
      guard let value = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
      guard !value.allSatisfy(\.isWhitespace) else {
        throw DossierError(
          .badInput, vi: "mục \(key.rawValue) của đơn vị không được để trống.",
          en: "the entry \(key.rawValue) of a unit must not be empty.")
      }
      return value
    }
    name = try text(.name)
    superior = try text(.superior)
    place = try text(.place)
    address = try text(.address)
    hotline = try text(.hotline)
    ratingURL = try text(.ratingURL)
    codePattern = try container.decodeIfPresent(DossierCodePattern.self, forKey: .codePattern)
    hours = try container.decodeIfPresent(OfficeHours.self, forKey: .hours)
    cutOffBelongsTo = try container.decodeIfPresent(CutOff.self, forKey: .cutOffBelongsTo)
    promise = try container.decodeIfPresent(PromiseHour.self, forKey: .promise)
    paymentAccount = try container.decodeIfPresent(PaymentAccount.self, forKey: .paymentAccount)
    receiptSeries = try container.decodeIfPresent(ReceiptSeries.self, forKey: .receiptSeries)
    telling = try container.decodeIfPresent(TellingPolicy.self, forKey: .telling)
    attention = try container.decodeIfPresent(AttentionPolicy.self, forKey: .attention)
  }

  func apply(to unit: inout Unit) {
    unit.name = name ?? unit.name
    unit.superior = superior ?? unit.superior
    unit.place = place ?? unit.place
    unit.address = address ?? unit.address
    unit.hotline = hotline ?? unit.hotline
    unit.ratingURL = ratingURL ?? unit.ratingURL
    unit.codePattern = codePattern ?? unit.codePattern
    unit.hours = hours ?? unit.hours
    unit.cutOffBelongsTo = cutOffBelongsTo ?? unit.cutOffBelongsTo
    unit.promise = promise ?? unit.promise
    unit.paymentAccount = paymentAccount ?? unit.paymentAccount
    unit.receiptSeries = receiptSeries ?? unit.receiptSeries
    unit.telling = telling ?? unit.telling
    unit.attention = attention ?? unit.attention
  }
}
