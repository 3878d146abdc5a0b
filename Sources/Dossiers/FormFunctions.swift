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
    "mc:number-in-words": value { text in
      .string(Int(text).map(NumberInWords.text) ?? "")
    },
    "mc:money": value { text in .string(Int(text).map { Money(dong: $0).formatted } ?? text) },
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

  /// The date of an XForms date or dateTime.
  private static func dateOnly(_ text: String) -> String {
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : text
  }
}
