/// A form as a screen shows it now: labels in the session's language, live state, document order.
///
/// Items that are not relevant stay in the tree with `isRelevant` false.
public struct FormView: Sendable, Hashable {
  public var title: String
  public var id: String
  public var version: String
  public var language: String
  public var items: [FormItem]
  /// Fields that want a recording of the filling and are relevant now; what they hold is in
  /// ``FormSession/value(at:)``.
  public var recordings: [String]
}

/// A group (section), a repeat or a question.
public enum FormItem: Sendable, Hashable {
  case group(FormGroup)
  case rows(FormRepeat)
  case question(FormQuestion)
}

/// A group: a section of the form, or several questions meant for one page (`field-list`).
public struct FormGroup: Sendable, Hashable {
  /// Path below the root, or nil for a group that is only presentation.
  public var path: String?
  public var label: FormText
  public var hint: FormText
  public var appearance: [String]
  public var isRelevant: Bool
  public var items: [FormItem]
}

/// A repeat with its rows.
public struct FormRepeat: Sendable, Hashable {
  /// Path below the root, without a row number at its end: `giayTo`.
  public var path: String
  public var label: FormText
  public var hint: FormText
  public var appearance: [String]
  public var isRelevant: Bool
  /// Whether a person may add and remove rows; false if the form computes their number.
  public var canAddAndRemove: Bool
  public var rows: [FormRow]
}

/// One row of a repeat.
public struct FormRow: Sendable, Hashable {
  /// Path below the root with the row number: `giayTo[2]`.
  public var path: String
  /// The opaque id the answers gave it, if any.
  public var id: String?
  public var isRelevant: Bool
  public var items: [FormItem]
}

/// A label or hint with what belongs to it.
public struct FormText: Sendable, Hashable {
  public var text: String
  public var short: String?
  public var guidance: String?
  /// Names of media files by kind: `image`, `big-image`, `audio`, `video`.
  public var media: [String: String]

  public init(
    text: String = "", short: String? = nil, guidance: String? = nil, media: [String: String] = [:]
  ) {
    self.text = text
    self.short = short
    self.guidance = guidance
    self.media = media
  }
}

/// One choice of a select or rank.
public struct FormChoice: Sendable, Hashable {
  /// The value that is stored.
  public var value: String
  public var label: FormText
  public var isSelected: Bool

  public init(value: String, label: FormText, isSelected: Bool) {
    self.value = value
    self.label = label
    self.isSelected = isSelected
  }
}

/// One question with its present answer.
public struct FormQuestion: Sendable, Hashable {
  /// Path below the root, rows counted from 1.
  public var path: String
  public var control: FormControl
  public var type: FormValueType
  public var label: FormText
  public var hint: FormText
  public var appearance: [String]
  /// The choices that pass the form's filter now; empty if it is not a select. Of a list of
  /// entities only those chosen: see ``FormSession/offers(at:)``.
  public var choices: [FormChoice]
  /// The answer as XForms writes it, or what was typed if it is not of the type.
  public var value: String
  public var isRelevant: Bool
  public var isRequired: Bool
  public var isReadonly: Bool
  /// What is wrong with the present answer, if anything; an unanswered required field counts.
  public var problem: FormProblem?
  /// The list of entities it offers, such as the residents an office knows.
  public var entityList: String?
  /// Further settings of the control as the form gives them: `mediatype`, `start`, `end`, `step`,
  /// `rows`.
  public var parameters: [String: String]
}

/// How a question is answered.
public enum FormControl: String, Sendable, Hashable, Codable {
  case input, secret, select1, select, rank, range, trigger, upload, note
}

/// The type of a field's value.
public enum FormValueType: String, Sendable, Hashable, Codable {
  case string, int, decimal, boolean, date, time, dateTime, select1, select, rank
  case barcode, geopoint, geotrace, geoshape, binary
}
