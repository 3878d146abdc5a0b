/// The time a procedure version allows, with the rule that turns it into a date.
package struct Term: Sendable, Hashable {
  package enum Unit: String, Sendable, Hashable, Codable {
    case sameDay, workingDay, calendarDay
  }

  /// More time under a stated condition, such as verification by another commune.
  package struct Extension: Sendable, Hashable, Codable {
    package let value: Int
    package let unit: Unit
    package let when: LocalizedText

    package init(value: Int, unit: Unit, when: LocalizedText) {
      self.value = value
      self.unit = unit
      self.when = when
    }
  }

  /// Days; 0 for the same day.
  package let value: Int
  package let unit: Unit
  package let rule: PromiseRule
  /// The last moment for "the same day"; 15:00 unless the procedure says otherwise.
  package let cutOff: TimeOfDay
  package let cutOffBelongsTo: CutOff
  package let `extension`: Extension?
  package let text: LocalizedText

  /// No procedure of a commune has a longer term; a larger number is a slip of the data.
  package static let longestDays = 365
  package static let standardCutOff = TimeOfDay(uncheckedSeconds: 15 * 3600)

  package init(
    value: Int, unit: Unit, cutOff: TimeOfDay = standardCutOff, cutOffBelongsTo: CutOff = .before,
    extension more: Extension? = nil, text: LocalizedText = LocalizedText(vi: "", en: "")
  ) throws {
    self.value = value
    self.unit = unit
    self.rule =
      switch unit {
      case .sameDay: .sameDay
      case .workingDay: .workingDays
      case .calendarDay: .calendarDays
      }
    self.cutOff = cutOff
    self.cutOffBelongsTo = cutOffBelongsTo
    self.extension = more
    self.text = text
    try check()
  }

  private func check() throws {
    let allowed = unit == .sameDay ? 0...0 : 1...Self.longestDays
    guard allowed.contains(value) else {
      throw DossierError(
        .badInput,
        vi: "Thời hạn \(value) không hợp lệ với đơn vị \(unit.rawValue).",
        en: "A term of \(value) is not possible in the unit \(unit.rawValue).")
    }
    if let more = self.extension {
      guard more.unit != .sameDay, (1...Self.longestDays).contains(more.value) else {
        throw DossierError(
          .badInput, vi: "Thời gian gia hạn \(more.value) \(more.unit.rawValue) không hợp lệ.",
          en: "An extension of \(more.value) \(more.unit.rawValue) is not possible.")
      }
    }
  }
}

extension Term: Codable {
  private enum CodingKeys: String, CodingKey {
    case value, unit, rule, cutOff, cutOffBelongsTo, `extension`, text
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      value: container.decode(Int.self, forKey: .value),
      unit: container.decode(Unit.self, forKey: .unit),
      cutOff: container.decodeIfPresent(TimeOfDay.self, forKey: .cutOff) ?? Self.standardCutOff,
      cutOffBelongsTo: container.decodeIfPresent(CutOff.self, forKey: .cutOffBelongsTo) ?? .before,
      extension: container.decodeIfPresent(Extension.self, forKey: .extension),
      text: container.decode(LocalizedText.self, forKey: .text))
    let named = try container.decode(PromiseRule.self, forKey: .rule)
    guard named == rule else {
      throw DossierError(
        .badInput,
        vi: "Quy tắc \(named.rawValue) không dùng cho thời hạn tính theo \(unit.rawValue).",
        en: "The rule \(named.rawValue) is not for a term counted in \(unit.rawValue).")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value, forKey: .value)
    try container.encode(unit, forKey: .unit)
    try container.encode(rule, forKey: .rule)
    try container.encode(cutOff, forKey: .cutOff)
    try container.encode(cutOffBelongsTo, forKey: .cutOffBelongsTo)
    try container.encode(self.extension, forKey: .extension)
    try container.encode(text, forKey: .text)
  }
}
