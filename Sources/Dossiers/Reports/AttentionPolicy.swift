/// After how long something that waits needs a person; data of the unit.
package struct AttentionPolicy: Sendable, Hashable, Codable {
  /// A promise within so many working days after today is due soon.
  package let dueSoonWorkingDays: Int
  /// Days a resident may take for a supplement before somebody asks.
  package let supplementDays: Int
  /// Days after which an emergency slip that was neither booked nor given back is asked for.
  package let slipDays: Int
  /// Days after which what the province has not got is worth a word.
  package let unsentDays: Int

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case dueSoonWorkingDays, supplementDays, slipDays, unsentDays
  }

  package static let standard = AttentionPolicy(
    dueSoonWorkingDays: 2, supplementDays: 15, slipDays: 7, unsentDays: 3)
  private static let range = 0...365

  private init(dueSoonWorkingDays: Int, supplementDays: Int, slipDays: Int, unsentDays: Int) {
    self.dueSoonWorkingDays = dueSoonWorkingDays
    self.supplementDays = supplementDays
    self.slipDays = slipDays
    self.unsentDays = unsentDays
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    func days(_ key: CodingKeys, _ standard: Int) throws -> Int {
      let days = try container.decodeIfPresent(Int.self, forKey: key) ?? standard
      guard Self.range.contains(days) else {
        throw DossierError(
          .badInput, vi: "attention.\(key.rawValue) phải từ 0 đến 365 ngày.",
          en: "attention.\(key.rawValue) must be 0 to 365 days.")
      }
      return days
    }
    let standard = Self.standard
    dueSoonWorkingDays = try days(.dueSoonWorkingDays, standard.dueSoonWorkingDays)
    supplementDays = try days(.supplementDays, standard.supplementDays)
    slipDays = try days(.slipDays, standard.slipDays)
    unsentDays = try days(.unsentDays, standard.unsentDays)
  }
}
