/// A fee or charge of a procedure, with the exemptions people can claim.
package struct Fee: Sendable, Hashable, Codable {
  package struct Exemption: Sendable, Hashable, Codable {
    package let id: String
    package let name: LocalizedText
    /// What the resident shows to claim it.
    package let proof: LocalizedText?
  }

  package let id: String
  package internal(set) var name: LocalizedText
  /// Expression over the form's answers giving đồng.
  package internal(set) var amount: String
  package internal(set) var exemptions: [Exemption]
  package let mark: String?

  private enum CodingKeys: String, CodingKey { case id, name, amount, exemptions, mark }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    name = try container.decode(LocalizedText.self, forKey: .name)
    amount = try container.decode(String.self, forKey: .amount)
    exemptions = try container.decodeIfPresent([Exemption].self, forKey: .exemptions) ?? []
    mark = try container.decodeIfPresent(String.self, forKey: .mark)
    guard !id.isEmpty, !amount.isEmpty else {
      throw DossierError(
        .badInput, vi: "Khoản phí \(DossierError.quoted(id)) không hợp lệ.",
        en: "The fee \(DossierError.quoted(id)) is not valid.")
    }
  }
}

/// One line of what a resident pays.
package struct FeeLine: Sendable, Hashable, Codable {
  package let id: String
  package let name: LocalizedText
  package let amount: Money
  /// What it costs without an exemption.
  package let full: Money
  /// The exemption that made it free of charge.
  package let exemption: LocalizedText?
  /// What is shown to claim the exemption.
  package let proof: LocalizedText?

  package init(
    id: String, name: LocalizedText, amount: Money, full: Money? = nil, exemption: LocalizedText?,
    proof: LocalizedText? = nil
  ) {
    self.id = id
    self.name = name
    self.amount = amount
    self.full = full ?? amount
    self.exemption = exemption
    self.proof = proof
  }
}

extension Procedure {
  /// What these answers cost; lines of 0 đ without an exemption are left out.
  ///
  /// - Parameters:
  ///   - exempt: The exemption claimed, by the id of the fee.
  ///   - evaluate: Computes an expression over the answers, as a number.
  package func feeLines(
    exempt: [String: String] = [:], evaluate: (String) throws -> Double
  ) throws -> [FeeLine] {
    for id in exempt.keys where !fees.contains(where: { $0.id == id }) {
      throw DossierError(
        .badInput, vi: "Thủ tục \(code) không có khoản phí \(DossierError.quoted(id)).",
        en: "The procedure \(code) has no fee \(DossierError.quoted(id)).")
    }
    return try fees.compactMap { fee in
      let full = try Money(rounding: evaluate(fee.amount), of: fee)
      guard let claimed = exempt[fee.id] else {
        return full.dong == 0
          ? nil : FeeLine(id: fee.id, name: fee.name, amount: full, exemption: nil)
      }
      guard let exemption = fee.exemptions.first(where: { $0.id == claimed }) else {
        throw DossierError(
          .badInput,
          vi: "Khoản \(fee.name.vi) không có diện miễn \(DossierError.quoted(claimed)).",
          en: "The fee \(fee.name.en) knows no exemption \(DossierError.quoted(claimed)).")
      }
      return FeeLine(
        id: fee.id, name: fee.name, amount: .zero, full: full, exemption: exemption.name,
        proof: exemption.proof)
    }
  }
}

extension Money {
  fileprivate init(rounding value: Double, of fee: Fee) throws {
    guard value.isFinite, value >= 0, value <= Double(Money.largestFee) else {
      throw DossierError(
        .badInput, vi: "Chưa tính được khoản \(fee.name.vi): hãy kiểm tra các số đã nhập.",
        en: "The fee \(fee.name.en) cannot be computed; check the numbers entered.")
    }
    self.init(dong: Int(value.rounded()))
  }
}
