/// Notes and coins of a drawer, by their value in đồng.
package struct Banknotes: Sendable, Hashable {
  /// What is in circulation and may lie in a drawer, largest first.
  package static let values = [
    500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200,
  ]
  /// No drawer holds more pieces of one value.
  package static let pieceLimit = 100_000

  /// Pieces by value; values of no piece are left out.
  package let pieces: [Int: Int]

  /// Refuses a value that does not exist and a number that makes no sense.
  package init(_ pieces: [Int: Int]) throws {
    for (value, count) in pieces.sorted(by: { $0.key > $1.key }) {
      guard Self.values.contains(value) else {
        throw DossierError(
          .badInput, vi: "Không có tờ tiền mệnh giá \(Money(dong: value).formatted).",
          en: "There is no note of \(value) đồng.")
      }
      guard (0...Self.pieceLimit).contains(count) else {
        throw DossierError(
          .badInput,
          vi: "Số tờ \(Money(dong: value).formatted) phải từ 0 đến \(Self.pieceLimit).",
          en: "The number of notes of \(value) đồng is 0 to \(Self.pieceLimit).")
      }
    }
    self.pieces = pieces.filter { $0.value > 0 }
  }

  package var total: Money {
    Money(dong: pieces.reduce(0) { $0 + $1.key * $1.value })
  }
}
