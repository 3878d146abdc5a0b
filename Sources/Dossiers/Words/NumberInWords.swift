/// Whole numbers in Vietnamese words, as papers write them.
package enum NumberInWords {
  private static let digits = [
    "không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín",
  ]

  /// "một nghìn chín trăm chín mươi" for 1990. Negative numbers begin with "âm".
  package static func text(_ number: Int) -> String {
    if number < 0 { return "âm " + words(number.magnitude) }
    return words(number.magnitude)
  }

  private static func words(_ number: UInt) -> String {
    if number == 0 { return digits[0] }
    var parts: [String] = []
    let billion: UInt = 1_000_000_000
    // Vietnamese repeats "tỷ" (10⁹) for what lies above it.
    if number >= billion { parts.append(words(number / billion) + " tỷ") }
    let rest = number % billion
    for (group, unit) in [
      (rest / 1_000_000, " triệu"), (rest / 1000 % 1000, " nghìn"), (rest % 1000, ""),
    ]
    where group > 0 {
      parts.append(belowThousand(Int(group), full: !parts.isEmpty) + unit)
    }
    return parts.joined(separator: " ")
  }

  /// `full`: something larger was said before, so zero hundreds are said too.
  private static func belowThousand(_ number: Int, full: Bool) -> String {
    let (hundreds, rest) = (number / 100, number % 100)
    var parts: [String] = []
    if hundreds > 0 || full { parts.append(digits[hundreds] + " trăm") }
    if rest > 0 {
      // 4 is "tư" after "linh" and "mươi", "bốn" elsewhere.
      let afterZero = rest == 4 ? "linh tư" : "linh \(digits[rest % 10])"
      parts.append(rest < 10 && !parts.isEmpty ? afterZero : belowHundred(rest))
    }
    return parts.joined(separator: " ")
  }

  static func belowHundred(_ number: Int) -> String {
    let (tens, ones) = (number / 10, number % 10)
    if tens == 0 { return digits[ones] }
    let ten = tens == 1 ? "mười" : "\(digits[tens]) mươi"
    let one: String? =
      switch ones {
      case 0: nil
      case 1: tens == 1 ? "một" : "mốt"
      case 4: tens == 1 ? "bốn" : "tư"
      case 5: "lăm"
      default: digits[ones]
      }
    return one.map { "\(ten) \($0)" } ?? ten
  }
}

/// Dates in words, as civil-status papers want them beside the figures.
package enum DateInWords {
  /// "Ngày mười lăm tháng tư năm một nghìn chín trăm chín mươi"
  package static func text(_ date: CivilDate) -> String {
    "Ngày \(NumberInWords.belowHundred(date.day)) tháng \(month(date.month)) "
      + "năm \(NumberInWords.text(date.year))"
  }

  /// The same of a date of which the day, or day and month, are not known.
  package static func text(_ date: PartialDate) -> String {
    switch date {
    case .year(let year): "Năm \(NumberInWords.text(year))"
    case .month(let month, let year):
      "Tháng \(Self.month(month)) năm \(NumberInWords.text(year))"
    case .day(let date): text(date)
    }
  }

  /// The fourth month is "tư", not "bốn".
  static func month(_ month: Int) -> String {
    month == 4 ? "tư" : NumberInWords.belowHundred(month)
  }
}
