import FormEngine

/// What a question's `appearance` column means for our screens.
///
/// Appearances that need a camera, a map or another calendar mean nothing here.
struct QuestionLook {
  enum DatePart { case day, month, year }

  private let question: FormQuestion
  private var names: [String] { question.appearance }

  init(_ question: FormQuestion) {
    self.question = question
  }

  /// More choices than this become a list.
  private static let radioLimit = 6
  /// Bounds of a range that is slid are smaller than this.
  private static let slideLimit = 1e12
  /// More steps of a range than this are typed as a number.
  private static let stepLimit = 200

  /// A list that opens, other than choices side by side. Lists are searched by typing.
  var isList: Bool {
    let count = question.control == .range ? steps.count - 5 : question.choices.count
    if !columns.isEmpty || isLikert || hasNoLabels { return false }
    let isAskedFor = names.contains {
      ["minimal", "autocomplete", "search", "picker"].contains($0)
    }
    return isAskedFor || (count > Self.radioLimit && !hasMedia)
  }

  /// Whether choices have pictures, sounds or films, which a list that opens cannot show.
  var hasMedia: Bool { question.choices.contains { !$0.label.media.isEmpty } }

  /// `quick`: choosing goes on to the next question where one question is a page.
  var isQuick: Bool { names.contains("quick") }

  /// Only the heads of a table's columns: the choices of the questions below it.
  var isHeads: Bool { names.contains("label") && !question.choices.isEmpty }

  /// A row of a table whose heads stand above; a required one has no last column, "none".
  var isTableRow: Bool { names.contains("list-nolabel") }

  private var hasNoLabels: Bool { names.contains("list-nolabel") || names.contains("list") }
  private var isLikert: Bool { names.contains("likert") || names.contains("rating") }

  /// Classes of the list of choices.
  var listClass: String {
    var classes: [String] = []
    if !columns.isEmpty { classes.append(columns) }
    if isLikert { classes.append("likert") }
    if names.contains("list-nolabel") { classes.append("no-labels") }
    if isHeads { classes.append("heads") }
    if hasNoLabels || isHeads { classes.append("in-table") }
    if names.contains("no-buttons") { classes.append("no-buttons") }
    if names.contains("vertical") { classes.append("column") }
    return classes.map { " \($0)" }.joined()
  }

  /// `columns-2` to `columns-8`, as many as fit for `columns`, a row for `columns-pack` and its
  /// older names.
  private var columns: String {
    for name in names {
      if name == "columns" { return "columns" }
      if ["columns-pack", "horizontal", "horizontal-compact"].contains(name) { return "pack" }
      if name.hasPrefix("columns-"), let count = Int(name.dropFirst(8)), (1...8).contains(count) {
        return "columns columns-\(count)"
      }
    }
    return ""
  }

  /// What is typed or scanned is not shown: `masked`, `hidden-answer` and the secret control.
  var isMasked: Bool {
    names.contains("masked") || names.contains("hidden-answer") || question.control == .secret
  }

  /// `counter`: a whole number with a button less and a button more beside it.
  var isCounter: Bool { names.contains("counter") && question.type == .int }

  /// How a file is made on the spot, for the browser: `draw`, `signature`, `annotate`, `photo`,
  /// `selfie`, `sound`, `film`; empty where it is only chosen.
  var making: String {
    guard question.control == .upload else { return "" }
    switch question.parameters["mediatype"]?.split(separator: "/").first {
    case "audio": return "sound"
    case "video": return "film"
    case "image":
      for name in ["draw", "signature", "annotate"] where names.contains(name) { return name }
      return names.contains("new-front") ? "selfie" : "photo"
    default: return ""
    }
  }

  /// `new` and `new-front`: made on the spot where the machine can, not chosen.
  var isMadeOnly: Bool { names.contains("new") || names.contains("new-front") }

  /// What the browser offers to choose.
  var accepts: String {
    switch question.parameters["mediatype"]?.split(separator: "/").first {
    case "audio": "audio/*"
    case "video": "video/webm,video/mp4"
    case "image": "image/jpeg,image/png"
    default: "application/pdf,image/jpeg,image/png"
    }
  }

  /// `no-ticks`: a range is slid and not chosen step by step; what it is stands beside it.
  var isSlider: Bool {
    names.contains("no-ticks") && question.control == .range && slider != nil
  }

  /// Least, most and step of a range whose bounds make sense.
  var slider: (least: String, most: String, step: String)? {
    guard let start = number("start"), let end = number("end"), let step = number("step"),
      step > 0, start != end, [start, end, step].allSatisfy({ $0.magnitude < Self.slideLimit })
    else { return nil }
    func text(_ value: Double) -> String {
      value == value.rounded() ? String(Int(value)) : String(value)
    }
    return (text(min(start, end)), text(max(start, end)), text(step))
  }

  /// `numbers`: digits only on the screen's keyboard, in a field of text.
  var isNumeric: Bool { names.contains("numbers") }

  /// `thousands-sep`: digits stand in groups of three.
  var groupsDigits: Bool { names.contains("thousands-sep") }

  /// Lines of a long text.
  var lines: Int {
    question.parameters["rows"].flatMap { Int($0) }.map { min(max($0, 2), 30) } ?? 3
  }

  /// `year` and `month-year`: a date of which only a part is asked.
  var datePart: DatePart {
    if names.contains("year") { return .year }
    return names.contains("month-year") ? .month : .day
  }

  /// The values of a range, from its start to its end; empty where there are too many to choose.
  var steps: [String] {
    guard question.control == .range, let start = number("start"), let end = number("end"),
      let step = number("step"), step > 0
    else { return [] }
    let count = ((end - start).magnitude / step).rounded(.down)
    guard count < Double(Self.stepLimit) else { return [] }
    return (0...Int(count)).map { index in
      let value = start + Double(index) * (end < start ? -step : step)
      return question.type == .int
        ? String(Int(value.rounded())) : String((value * 1e9).rounded() / 1e9)
    }
  }

  private func number(_ name: String) -> Double? {
    question.parameters[name].flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
  }
}
