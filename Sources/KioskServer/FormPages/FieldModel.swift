import Dossiers
import FormEngine

/// A section's items as the templates show them.
///
/// Every key is given in every model: a template that misses one would find its parent's.
struct FieldModel {
  let texts: Texts
  /// Whether unanswered required questions are pointed out already.
  let pointsOutMissing: Bool
  /// Paths whose answers were taken over from the dossier before.
  var carried: Set<String> = []
  /// What was just looked for in registers, by path.
  var searches: [String: EntitySearch] = [:]
  /// Where a file that answers a question is sent; empty where files are not kept.
  var fileAction = ""
  /// The files that answer questions by name, and the address below which each is shown.
  var files: [String: AttachedFile] = [:]
  var filePath = ""
  /// The address below which pictures, sounds and films of labels are.
  var mediaPath = ""
  private var media: LabelMediaModel { LabelMediaModel(path: mediaPath) }

  func items(_ items: [FormItem]) -> [Model] {
    items.map { item in
      switch item {
      case .question(let question):
        ["question": self.question(question), "group": false, "rows": false]
      case .group(let group):
        ["question": false, "group": self.group(group), "rows": false]
      case .rows(let rows):
        ["question": false, "group": false, "rows": self.rows(rows)]
      }
    }
  }

  private func group(_ group: FormGroup) -> Model {
    [
      "label": group.label.text, "hint": group.hint.text, "relevant": group.isRelevant,
      "items": group.isRelevant ? items(group.items) : [],
      "id": Self.id(group.path ?? group.label.text), "media": media(group.label),
    ]
  }

  private func rows(_ rows: FormRepeat) -> Model {
    let shown = rows.isRelevant ? rows.rows.filter(\.isRelevant) : []
    return [
      "label": rows.label.text, "hint": rows.hint.text, "relevant": rows.isRelevant,
      "path": rows.path, "id": Self.id(rows.path), "canChange": rows.canAddAndRemove,
      "addText": texts("form.addRow", ["name": rows.label.text.lowercased()]),
      "none": shown.isEmpty, "media": media(rows.label),
      "list": shown.enumerated().map { index, row -> Model in
        [
          "number": index + 1, "path": row.path, "id": Self.id(row.path),
          "name": "\(rows.label.text) \(index + 1)", "items": items(row.items),
          "removeText": texts(
            "form.removeRow", ["name": "\(rows.label.text.lowercased()) \(index + 1)"]),
        ]
      },
    ]
  }

  /// A label's picture, sound and film, its own words being read aloud for them.
  func media(_ label: FormText) -> Any { media.model(label, words: plain(label.text)) }

  func question(_ question: FormQuestion) -> Model {
    let id = Self.id(question.path)
    let problem = problem(question)
    let shape = shape(question)
    let hint = hint(question, shape)
    let look = QuestionLook(question)
    let described = [hint.isEmpty ? nil : "\(id)-hint", problem == nil ? nil : "\(id)-error"]
      .compactMap { $0 }.joined(separator: " ")
    var model: Model = [
      "id": id, "name": "f/\(question.path)", "path": question.path,
      "relevant": question.isRelevant, "label": plain(question.label.text), "hint": hint,
      "words": words(question.label.text),
      "guidance": question.label.guidance ?? question.hint.guidance ?? "",
      "value": FieldText.shown(question, language: texts.language),
      "inputType": look.isMasked ? "password" : "text", "lines": look.lines,
      "counter": look.isCounter, "listClass": look.listClass, "quick": look.isQuick,
      "filled": look.isTableRow && question.isRequired, "places": places(question, id: id),
      "spoken": question.spoken(texts), "error": problem ?? "", "described": described,
      "optional": !question.isRequired && !question.isReadonly && question.control != .note,
      "required": question.isRequired, "shape": shape, shape: true,
      "carried": carried.contains(question.path),
      "wide": [
        "isArea", "isNote", "isRadios", "isChecks", "isRank", "isHeads", "isRegister", "isFile",
      ]
      .contains(shape) || !question.label.media.isEmpty,
      "inputMode": look.isNumeric ? "numeric" : inputMode(question.type), "size": size(question),
      "choices": choices(question, id: id, shape: shape), "nothing": question.value.isEmpty,
      "nothingId": "\(id)-0", "search": search(question), "media": media(question.label),
      "legend": ["isSelect", "isRank"].contains(shape) && look.hasMedia,
    ]
    model.merge(file(question, look)) { $1 }
    model["slides"] = look.isSlider
    model["slider"] = look.slider.map { slider -> Model in
      ["least": slider.least, "most": slider.most, "step": slider.step]
    }
    return model
  }

  /// What a question for a file needs: where the file goes, how it is made, what is there.
  private func file(_ question: FormQuestion, _ look: QuestionLook) -> Model {
    let file = question.control == .upload ? files[question.value] : nil
    let making = look.making
    return [
      "making": making, "makeText": making.isEmpty ? "" : texts("form.file.\(making)"),
      "madeOnly": look.isMadeOnly, "accepts": look.accepts, "fileAction": fileAction,
      "fileAddress": file.map { "\(filePath)/\($0.id)" } ?? "",
      "fileSize": file.map { texts.size($0.bytes) } ?? "",
      "isPicture": file?.type.hasPrefix("image/") ?? false,
    ]
  }

  /// A required field that is empty is pointed out once the officer has tried to go on; anything
  /// else at once.
  private func problem(_ question: FormQuestion) -> String? {
    guard question.isRelevant, let problem = question.problem else { return nil }
    // A ranking is not wrong while it is still being made.
    let isOpen = problem.kind == .required || question.value.isEmpty || question.control == .rank
    if isOpen, !pointsOutMissing { return nil }
    return Self.sentence(problem, question: question, texts: texts)
  }

  /// The form's own sentence, or ours where the engine only has an English one.
  static func sentence(_ problem: FormProblem, question: FormQuestion?, texts: Texts) -> String {
    let label = question?.label.text ?? problem.path
    switch problem.kind {
    case .required:
      let isOwn =
        problem.message != FormMessages.english.required
        && problem.message != FormMessages.vietnamese.required
      return isOwn && !problem.message.isEmpty
        ? problem.message : texts("form.problem.required", ["label": label])
    case .type:
      let key =
        switch question?.type {
        case .date, .dateTime: "date"
        case .time: "time"
        case .int, .decimal: "number"
        case .rank: "ranking"
        default: "choice"
        }
      return texts("form.problem.\(key)", ["label": label])
    case .constraint, .unknown:
      return problem.message.isEmpty
        ? texts("form.problem.constraint", ["label": label]) : problem.message
    }
  }

  private func shape(_ question: FormQuestion) -> String {
    if !question.isRelevant { return "isHidden" }
    if question.control == .note { return "isNote" }
    if question.isReadonly { return "isFixed" }
    let look = QuestionLook(question)
    if look.isHeads { return "isHeads" }
    if question.entityList != nil { return "isRegister" }
    switch question.control {
    case .select1: return look.isList ? "isSelect" : "isRadios"
    case .select: return "isChecks"
    case .rank: return "isRank"
    case .range where look.isSlider: return "isInput"
    case .range where !look.steps.isEmpty: return look.isList ? "isSelect" : "isRadios"
    case .trigger: return "isTrigger"
    case .upload: return "isFile"
    default:
      return question.appearance.contains("multiline") ? "isArea" : "isInput"
    }
  }

  private func hint(_ question: FormQuestion, _ shape: String) -> String {
    if !question.hint.text.isEmpty || shape != "isInput" { return question.hint.text }
    switch question.type {
    case .date where QuestionLook(question).datePart == .year: return texts("form.yearHint")
    case .date where QuestionLook(question).datePart == .month: return texts("form.monthHint")
    case .date: return texts("form.dateHint")
    case .time: return texts("form.timeHint")
    case .dateTime: return texts("form.dateTimeHint")
    default: return ""
    }
  }

  /// A label without the marks of bold type.
  private func plain(_ text: String) -> String { text.replacing("**", with: "") }

  /// A note's words, those between `**` marked as important.
  private func words(_ text: String) -> [Model] {
    text.split(separator: "**", omittingEmptySubsequences: false).enumerated().map {
      ["word": String($1), "strong": $0 % 2 == 1]
    }
  }

  private func inputMode(_ type: FormValueType) -> String {
    switch type {
    case .int, .date, .time, .dateTime: "numeric"
    case .decimal: "decimal"
    default: "text"
    }
  }

  private func size(_ question: FormQuestion) -> String {
    switch question.type {
    case .date, .time, .int, .decimal: question.control == .range ? "full" : "short"
    case .dateTime: "middle"
    default: "full"
    }
  }

  private func choices(_ question: FormQuestion, id: String, shape: String) -> [Model] {
    let steps = QuestionLook(question).steps.map { step in
      FormChoice(
        value: step,
        label: FormText(
          text: FieldText.shown(step, type: question.type, language: texts.language)),
        isSelected: step == question.value)
    }
    return (steps.isEmpty ? question.choices : steps).enumerated().map { index, choice in
      [
        "value": choice.value, "label": choice.label.text, "selected": choice.isSelected,
        "choiceId": "\(id)-\(index + 1)", "number": index + 1,
        "media": media.model(choice.label, words: LabelMediaModel.words(choice)),
        "key": index < 9 ? String(index + 1) : "",
      ]
    }
  }

  /// What was looked for in the register a question offers, and what was found.
  private func search(_ question: FormQuestion) -> Model {
    let search = searches[question.path]
    let hits = search?.hits ?? []
    return [
      "text": search?.text ?? "", "none": search != nil && hits.isEmpty, "some": !hits.isEmpty,
      "hits": hits.map { hit -> Model in
        ["words": hit.words, "value": "take:\(hit.id):\(question.path)"]
      },
      "more": search?.hasMore ?? false,
    ]
  }

  /// The places of a ranking, each with all choices.
  private func places(_ question: FormQuestion, id: String) -> [Model] {
    guard question.control == .rank else { return [] }
    let ranked = question.value.split(separator: " ").map(String.init)
    return question.choices.indices.map { place in
      [
        "placeId": place == 0 ? id : "\(id)-\(place + 1)", "place": place + 1,
        "placeName": texts("form.place", ["number": String(place + 1)]),
        "list": question.choices.map { choice -> Model in
          [
            "value": choice.value, "label": choice.label.text,
            "selected": ranked.indices.contains(place) && ranked[place] == choice.value,
          ]
        },
      ]
    }
  }

  /// An `id` for an element: the path with what addresses cannot carry replaced.
  static func id(_ path: String) -> String {
    "q-"
      + String(path.map { $0 == "/" ? "." : $0 == "[" ? "-" : $0 == " " ? "_" : $0 })
      .replacing("]", with: "")
  }
}
