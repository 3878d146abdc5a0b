/// Invented residents: the same for the same number, thousands of different ones.
struct Invented {
  let number: Int

  private static let families = ["Bùi", "Hà", "Lò", "Vàng", "Giàng", "Sùng", "Khà", "Đinh", "Xa"]
  private static let middles = ["Văn", "Thị", "A", "Minh", "Y", "Đức", "Ngọc", "Quốc", "Thu"]
  private static let givens = [
    "An", "Bình", "Chinh", "Dơ", "Đông", "Hạnh", "Khôi", "Lan", "Mai", "Nam", "Phúc", "Sơn", "Thử",
  ]

  var name: String {
    let family = Self.families[number % Self.families.count]
    let middle = Self.middles[number / 9 % Self.middles.count]
    let given = Self.givens[number / 81 % Self.givens.count]
    return "\(family) \(middle) \(given)"
  }

  /// Twelve digits under the province code 099, which is nobody's.
  var personalNumber: String { "099301" + padded(number, 6) }

  var phone: String { "0912" + padded(number, 6) }

  private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
