/// A date as old registers know it: a year, a month of a year, or a day.
package enum PartialDate: Sendable, Hashable, CustomStringConvertible {
  case year(Int)
  case month(Int, year: Int)
  case day(CivilDate)

  /// Reads `yyyy`, `MM/yyyy`, `dd/MM/yyyy`, and the ISO forms `yyyy-MM` and `yyyy-MM-dd`.
  package init(_ text: String) throws {
    guard let date = Self.parse(text) else {
      throw DossierError(
        .badInput,
        vi: "\(DossierError.quoted(text)) không phải ngày; hãy ghi 1990, 08/1990 hoặc 05/08/1990.",
        en: "\(DossierError.quoted(text)) is not a date; write 1990, 08/1990 or 05/08/1990.")
    }
    self = date
  }

  private static func parse(_ text: String) -> PartialDate? {
    if let date = CivilDate(text) { return .day(date) }
    if let iso = numbers(text, separator: "-"), iso.count == 2 {
      return partial(month: iso[1], year: iso[0])
    }
    guard let parts = numbers(text, separator: "/") else { return nil }
    switch parts.count {
    case 1: return validYear(parts[0]).map { .year($0) }
    case 2: return partial(month: parts[0], year: parts[1])
    case 3:
      guard let year = validYear(parts[2]), parts[0].text.utf8.count <= 2,
        parts[1].text.utf8.count <= 2,
        let date = CivilDate(year: year, month: parts[1].value, day: parts[0].value)
      else { return nil }
      return .day(date)
    default: return nil
    }
  }

  private typealias Part = (text: Substring, value: Int)

  private static func numbers(_ text: String, separator: Character) -> [Part]? {
    guard text.utf8.count <= 10 else { return nil }
    var parts: [Part] = []
    for part in text.split(separator: separator, omittingEmptySubsequences: false) {
      guard let value = Digits.value(part) else { return nil }
      parts.append((part, value))
    }
    return parts
  }

  private static func validYear(_ part: Part) -> Int? {
    part.text.utf8.count == 4 && CivilDate.years.contains(part.value) ? part.value : nil
  }

  private static func partial(month: Part, year: Part) -> PartialDate? {
    guard let year = validYear(year), month.text.utf8.count <= 2, (1...12).contains(month.value)
    else { return nil }
    return .month(month.value, year: year)
  }

  package var year: Int {
    switch self {
    case .year(let year), .month(_, let year): year
    case .day(let date): date.year
    }
  }

  /// The first day it can mean.
  package var firstDay: CivilDate {
    switch self {
    case .year(let year): Self.first(1, year)
    case .month(let month, let year): Self.first(month, year)
    case .day(let date): date
    }
  }

  /// The last day it can mean.
  package var lastDay: CivilDate {
    switch self {
    case .year(let year): CivilDate(year: year, month: 12, day: 31) ?? firstDay
    case .month(let month, let year):
      (28...31).reversed().lazy.compactMap { CivilDate(year: year, month: month, day: $0) }.first
        ?? firstDay
    case .day(let date): date
    }
  }

  private static func first(_ month: Int, _ year: Int) -> CivilDate {
    guard let date = CivilDate(year: year, month: month, day: 1) else {
      preconditionFailure("A partial date has a month and a year of the calendar.")
    }
    return date
  }

  /// As Vietnamese papers write it: `1990`, `08/1990`, `05/08/1990`.
  package var description: String {
    switch self {
    case .year(let year): Digits.padded(year, 4)
    case .month(let month, let year): "\(Digits.padded(month, 2))/\(Digits.padded(year, 4))"
    case .day(let date):
      "\(Digits.padded(date.day, 2))/\(Digits.padded(date.month, 2))/\(Digits.padded(date.year, 4))"
    }
  }
}
