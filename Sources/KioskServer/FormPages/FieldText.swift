import Dossiers
import FormEngine
import Foundation

/// Between what people type and what XForms stores: dates day first, decimal comma.
enum FieldText {
  /// What the field of a question shows, as its appearance wants it.
  static func shown(_ question: FormQuestion, language: Language) -> String {
    let look = QuestionLook(question)
    switch (question.type, look.datePart) {
    case (.date, .year): return CivilDate(question.value).map { String($0.year) } ?? question.value
    case (.date, .month):
      return CivilDate(question.value).map { "\($0.month < 10 ? "0" : "")\($0.month)/\($0.year)" }
        ?? question.value
    case (.int, _) where look.groupsDigits:
      return grouped(question.value, separator: language == .vietnamese ? "." : ",")
    default: return shown(question.value, type: question.type, language: language)
    }
  }

  /// What is stored for a text typed into the field of a question.
  static func stored(_ text: String, for question: FormQuestion) -> String {
    let text = text.precomposedStringWithCanonicalMapping.trimmed
    let look = QuestionLook(question)
    switch (question.type, look.datePart) {
    case (.date, .year):
      let isYear = text.count == 4 && text.allSatisfy(\.isASCIIDigit)
      return isYear ? stored("01/01/\(text)", type: .date) : stored(text, type: .date)
    case (.date, .month):
      let parts = text.split { !$0.isASCIIDigit }
      guard parts.count == 2, parts[1].count == 4 else { return stored(text, type: .date) }
      return date("01/\(parts[0])/\(parts[1])")?.description ?? text
    case (.int, _) where look.groupsDigits:
      return stored(text.replacing(",", with: ""), type: .int)
    default: return stored(text, type: question.type)
    }
  }

  /// `1.234.567`; anything that is no whole number stays as it is.
  private static func grouped(_ value: String, separator: String) -> String {
    guard let number = Int(value), number.magnitude >= 1_000 else { return value }
    var groups: [Substring] = []
    var rest = String(number.magnitude)[...]
    while !rest.isEmpty {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return (number < 0 ? "-" : "") + groups.joined(separator: separator)
  }

  /// What the field shows for a stored value. A value not of its type is shown as typed.
  static func shown(_ value: String, type: FormValueType, language: Language) -> String {
    switch type {
    case .date:
      return CivilDate(value).map(date) ?? value
    case .time:
      return value.count >= 5 ? String(value.prefix(5)) : value
    case .dateTime:
      guard let split = value.firstIndex(of: "T"),
        let day = CivilDate(String(value[..<split]))
      else { return value }
      return "\(date(day)) \(value[value.index(after: split)...].prefix(5))"
    case .decimal where language != .english:
      return Double(value) == nil ? value : value.replacing(".", with: ",")
    default:
      return value
    }
  }

  /// What is stored for a typed text. What cannot be read as its type is passed on as typed, and
  /// the form says what is wrong with it.
  static func stored(_ text: String, type: FormValueType) -> String {
    let text = text.precomposedStringWithCanonicalMapping.trimmed
    switch type {
    case .date:
      return date(text)?.description ?? text
    case .time:
      return time(text).map { "\($0):00.000+07:00" } ?? text
    case .dateTime:
      let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
      guard parts.count == 2, let day = date(parts[0]), let time = time(parts[1]) else {
        return text
      }
      return "\(day)T\(time):00.000+07:00"
    case .decimal:
      return text.replacing(",", with: ".")
    case .int:
      let digits = text.filter { $0 != "." && $0 != " " }
      return Int(digits) == nil ? text : digits
    default:
      return text
    }
  }

  private static func date(_ day: CivilDate) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(two(day.day))/\(two(day.month))/\(day.year)"
  }

  /// Reads `5/8/1990`, `05-08-1990`, `05.08.1990`, `05081990` and `1990-08-05`.
  private static func date(_ text: String) -> CivilDate? {
    if let iso = CivilDate(text) { return iso }
    var parts = text.split { !$0.isASCIIDigit }.compactMap { Int($0) }
    if text.count == 8, let digits = Int(text), text.allSatisfy(\.isASCIIDigit) {
      parts = [digits / 1_000_000, digits / 10_000 % 100, digits % 10_000]
    }
    guard parts.count == 3, parts[2] >= 1_000,
      text.allSatisfy({ $0.isASCIIDigit || "/-. ".contains($0) })
    else { return nil }
    return CivilDate(year: parts[2], month: parts[1], day: parts[0])
  }

  /// Reads `7:05`, `07h05`, `0705`.
  private static func time(_ text: String) -> String? {
    let text = text.lowercased().replacing("h", with: ":")
    if text.count == 4, text.allSatisfy(\.isASCIIDigit) {
      return time("\(text.prefix(2)):\(text.suffix(2))")
    }
    let parts = text.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, let time = TimeOfDay(hour: parts[0], minute: parts[1]) else {
      return nil
    }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(two(time.hour)):\(two(time.minute))"
  }
}

extension Character {
  var isASCIIDigit: Bool { "0" <= self && self <= "9" }
}
