import Foundation

/// What a form function gives back; the caller turns it into a value of its form engine.
package enum FormFunctionValue: Sendable, Hashable {
  case string(String)
  case number(Double)
  case boolean(Bool)
}

/// A function that forms call under the prefix `mc:`, on the text of its arguments.
package struct FormFunction: Sendable {
  package let arity: ClosedRange<Int>
  /// Called with as many texts as `arity` allows.
  package let call: @Sendable ([String]) throws -> FormFunctionValue
}

/// The knowledge of Vietnamese papers that forms may use. Empty answers never fail a check: whether
/// an answer must be there is for the form to say.
package enum FormFunctions {
  package static let all: [String: FormFunction] = [
    "mc:personal-number-valid": check { (try? PersonalNumber($0)) != nil },
    "mc:personal-number-year": value { text in
      .number((try? PersonalNumber(text)).map { Double($0.birthYear) } ?? .nan)
    },
    "mc:personal-number-sex": value { text in
      .string((try? PersonalNumber(text))?.sex.name.vi ?? "")
    },
    "mc:personal-number-test": value { text in
      .boolean((try? PersonalNumber(text))?.isTest ?? false)
    },
    "mc:personal-number-province": value { text in
      .string((try? PersonalNumber(text))?.provinceCode ?? "")
    },
    "mc:personal-number-doubts": FormFunction(arity: 2...3) { arguments in
      .string(doubts(arguments[0], arguments[1], arguments.count == 3 ? arguments[2] : ""))
    },
    "mc:old-number-valid": check { (try? OldIdentityNumber($0)) != nil },
    "mc:phone-valid": check { (try? PhoneNumber($0)) != nil },
    "mc:phone": value { .string((try? PhoneNumber($0))?.text ?? $0) },
    "mc:name-valid": check { (try? PersonName($0)) != nil },
    "mc:surname": value { .string((try? PersonName($0))?.surname ?? "") },
    "mc:given-name": value { .string((try? PersonName($0))?.givenName ?? "") },
    "mc:upper": value { .string($0.uppercased()) },
    "mc:fold": value { .string(FoldedText($0).key) },
    "mc:date-in-words": value { text in
      .string((try? PartialDate(dateOnly(text))).map { DateInWords.text($0) } ?? "")
    },
    "mc:partial-date-valid": check { (try? PartialDate($0)) != nil },
    "mc:partial-date-year": value { text in
      .number((try? PartialDate(dateOnly(text))).map { Double($0.year) } ?? .nan)
    },
    "mc:partial-date": value { text in .string((try? PartialDate(text))?.description ?? text) },
    "mc:partial-date-first": value { text in
      .string((try? PartialDate(dateOnly(text)))?.firstDay.description ?? "")
    },
    "mc:partial-date-last": value { text in
      .string((try? PartialDate(dateOnly(text)))?.lastDay.description ?? "")
    },
    "mc:number-in-words": value { text in
      .string(Int(text).map(NumberInWords.text) ?? "")
    },
    "mc:money": value { text in .string(Int(text).map { Money(dong: $0).formatted } ?? text) },
    "mc:money-valid": check { text in
      Digits.value(text).map { (0...Money.largestFee).contains($0) } ?? false
    },
    "mc:money-in-words": value { text in
      .string(Digits.value(text).map { Money(dong: $0).inWords } ?? "")
    },
    "mc:address": FormFunction(arity: 1...12) { parts in
      .string(
        parts.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
          .filter { !$0.isEmpty }.joined(separator: ", "))
    },
    "mc:address-valid": check(isAddress),
    "mc:days-between": FormFunction(arity: 2...2) { arguments in
      guard let from = CivilDate(dateOnly(arguments[0])),
        let to = CivilDate(dateOnly(arguments[1]))
      else { return .number(.nan) }
      return .number(Double(to.dayNumber - from.dayNumber))
    },
    "mc:full-years": FormFunction(arity: 2...2) { arguments in
      guard let from = CivilDate(dateOnly(arguments[0])),
        let to = CivilDate(dateOnly(arguments[1]))
      else { return .number(.nan) }
      let birthdayToCome = (to.month, to.day) < (from.month, from.day)
      return .number(Double(to.year - from.year - (birthdayToCome ? 1 : 0)))
    },
  ]

  private static func value(
    _ compute: @escaping @Sendable (String) -> FormFunctionValue
  ) -> FormFunction {
    FormFunction(arity: 1...1) { compute($0[0]) }
  }

  private static func check(_ isValid: @escaping @Sendable (String) -> Bool) -> FormFunction {
    value { .boolean($0.isEmpty || isValid($0)) }
  }

  /// What of a declared birth and sex a personal number contradicts: `year`, `sex`, `year sex` or
  /// nothing. An officer looks at it and says why it is right; it is never a reason to refuse.
  private static func doubts(_ number: String, _ birth: String, _ sex: String) -> String {
    guard let number = try? PersonalNumber(number) else { return "" }
    let year = (try? PartialDate(dateOnly(birth)))?.year
    let declared: Sex? =
      switch FoldedText(sex).key {
      case "nam", "male": .male
      case "nu", "female": .female
      default: nil
      }
    return number.warnings(birthYear: year, sex: declared, knownProvinces: [], demoUnit: true)
      .compactMap { warning in
        switch warning.id {
        case .birthYear: "year"
        case .sex: "sex"
        case .province, .testNumber: nil
        }
      }.joined(separator: " ")
  }

  /// Letters, digits and the marks addresses are written with; on one line, not a single number.
  private static func isAddress(_ text: String) -> Bool {
    (2...300).contains(text.count) && text.contains(where: \.isLetter)
      && text.precomposedStringWithCanonicalMapping.allSatisfy { character in
        character.isLetter || character.isNumber || " ,./-()'’\"&:;+".contains(character)
      }
  }

  /// The date of an XForms date or dateTime.
  private static func dateOnly(_ text: String) -> String {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : text
  }
}
