/// An amount in đồng, which has no smaller unit.
package struct Money: Sendable, Hashable, Comparable, Codable {
  package let dong: Int

  package init(dong: Int) { self.dong = dong }

  package static let zero = Money(dong: 0)
  /// No fee of a commune comes near this; a larger number is a slip.
  package static let largestFee = 1_000_000_000

  /// "12.000 đ"
  package var formatted: String {
    var groups: [String] = []
    var rest = dong.magnitude
    repeat {
      let group = String(rest % 1000)
      rest /= 1000
      groups.append(rest > 0 ? String(repeating: "0", count: 3 - group.count) + group : group)
    } while rest > 0
    return (dong < 0 ? "-" : "") + groups.reversed().joined(separator: ".") + " đ"
  }

  /// "Mười hai nghìn đồng"
  package var inWords: String {
    let words = NumberInWords.text(dong) + " đồng"
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  package static func < (left: Money, right: Money) -> Bool { left.dong < right.dong }

  package static func + (left: Money, right: Money) -> Money { Money(dong: left.dong + right.dong) }

  package init(from decoder: any Decoder) throws {
    dong = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dong)
  }
}
