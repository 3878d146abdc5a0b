import Dossiers
import FormEngine
import Foundation
import Hub
import Identity
import Sync

/// One dossier's disputes as people read them: both sides, who said them, where, and what hangs on
/// it.
struct DisputeWords {
  /// More would hide what matters.
  private static let dependentsShown = 8

  let state: DossierState
  let pages: Pages
  let procedures: ProcedureNames
  let language: Language
  /// Names by the actor that stands in the journal.
  let people: [String: String]
  /// Where a device stands, by its id; the hub's own id too.
  let places: [DeviceID: String]

  func sheets(typed form: [String: String]) -> [[String: Any]] {
    let questions = (try? view(state.standingAnswers)) ?? [:]
    return state.disputes.map { sheet($0, questions, form) }
  }

  private func sheet(
    _ dispute: Dispute, _ questions: [String: FormQuestion], _ form: [String: String]
  ) -> [String: Any] {
    let name = dispute.matter.name
    let id = Self.id(name)
    let paths = Set(dispute.sides.flatMap(\.answers.keys))
    let isTyped = form["matter"] == name
    let depends = depends(dispute, paths)
    var sheet: [String: Any] = [
      "id": id, "matter": name, "kind": text("disputeKind.\(dispute.matter.kind)"),
      "label": label(dispute, paths, questions), "depends": depends,
      "hasDepends": !depends.isEmpty, "reason": isTyped ? form["reason"] ?? "" : "",
      "seen": dispute.sides.map(\.entry.description).joined(separator: " "),
      "sides": dispute.sides.enumerated().map { index, side -> [String: Any] in
        let lines = lines(dispute.matter, side, questions)
        var model: [String: Any] = [
          "id": "\(id)-\(index + 1)", "entry": side.entry.description,
          "lines": lines.isEmpty ? [text("disputeNothing")] : lines,
          "who": who(side.actor), "place": places[side.entry.author] ?? side.entry.author.rawValue,
          "when": Spelling.moment(side.time, language),
          "machine": Instant(milliseconds: side.time).rfc3339,
          "stands": side.stands,
          "chosen": isTyped && form["keep"] == side.entry.description,
        ]
        model["source"] = side.source.map { text("source.\($0.name)") }
        return model
      },
    ]
    if case .answers = dispute.matter, paths.count == 1 {
      sheet["other"] = [
        "id": "\(id)-value", "value": isTyped ? form["value"] ?? "" : "",
        "chosen": isTyped && form["keep"] == "other",
      ]
    }
    return sheet
  }

  static func id(_ name: String) -> String { "d" + Digest.of(Data(name.utf8)).hex.prefix(8) }

  private func text(_ key: String) -> String { pages.text(key, language) }

  func who(_ actor: String) -> String {
    if let name = people[actor] { return name }
    if actor == "hub" { return text("byHub") }
    return text(actor.contains("local:") ? "localAdministrator" : "unknownOfficer")
  }

  private func label(
    _ dispute: Dispute, _ paths: Set<String>, _ questions: [String: FormQuestion]
  ) -> String {
    switch dispute.matter {
    case .answers: return labels(paths, questions)
    case .row(let row):
      let words = "\(text("disputeRow")) \(number(of: row).map(String.init) ?? "?")"
      return paths.isEmpty ? words : "\(words): \(labels(paths, questions))"
    case .file(let component):
      return procedures.paper(
        component, of: state.procedure, version: state.version, language)
    case .status: return text("status")
    }
  }

  private func labels(_ paths: Set<String>, _ questions: [String: FormQuestion]) -> String {
    paths.sorted().map { name(of: $0, questions) }.joined(separator: ", ")
  }

  private func name(of path: String, _ questions: [String: FormQuestion]) -> String {
    let label = questions[path]?.label.text ?? ""
    return label.isEmpty ? path : label
  }

  private func number(of row: String) -> Int? {
    guard let open = row.lastIndex(of: "[") else { return nil }
    let id = row[row.index(after: open)...].dropLast()
    return state.rows[String(row[..<open])]?.firstIndex { $0 == id }.map { $0 + 1 }
  }

  private func lines(
    _ matter: Dispute.Matter, _ side: Dispute.Side, _ questions: [String: FormQuestion]
  ) -> [String] {
    let answers = side.answers.sorted { $0.key < $1.key }.compactMap { path, value -> String? in
      let words = value.map { AnswerSections.spoken($0, questions[path], language) } ?? ""
      if side.answers.count == 1, case .answers = matter { return words.isEmpty ? nil : words }
      return "\(name(of: path, questions)): \(words.isEmpty ? "—" : words)"
    }
    switch matter {
    case .answers: return answers
    case .row: return [text(side.other == "removed" ? "rowRemoved" : "rowKept")] + answers
    case .file: return [side.other ?? ""]
    case .status:
      let status = side.other.flatMap { Int($0) }.flatMap(DossierStatus.init(rawValue:))
      return [status?.name[language] ?? side.other ?? ""]
    }
  }

  /// What differs elsewhere between the sides: fields that appear or change with the answer, and
  /// papers already printed.
  private func depends(_ dispute: Dispute, _ disputed: Set<String>) -> [String] {
    var shown: [String] = []
    if case .answers = dispute.matter {
      let views = dispute.sides.compactMap { side -> [String: FormQuestion]? in
        var answers = state.standingAnswers
        for (path, value) in side.answers { answers.values[path] = value }
        return try? view(answers)
      }
      let moved = Set(views.flatMap(\.keys)).subtracting(disputed).filter { path in
        Set(views.map { $0[path]?.value }).count > 1
      }
      shown = moved.sorted().compactMap { path in
        views.lazy.compactMap { $0[path]?.label.text }.first { !$0.isEmpty }
      }
    }
    shown = Array(shown.prefix(Self.dependentsShown))
    if !state.prints.isEmpty { shown.append("\(text("papersPrinted")) \(state.prints.count)") }
    return shown
  }

  /// The questions asked with these answers, by the path the journal uses.
  private func view(_ answers: FlatAnswers) throws -> [String: FormQuestion] {
    let form = try procedures.form(of: state.procedure, version: state.version)
    let session = try FormSession(
      form,
      environment: FormLibrary.environment(
        now: Instant(milliseconds: state.receivedAt), language: language))
    _ = try session.load(answers.formAnswers)
    let asked = session.view().questions.filter(\.isRelevant)
    return Dictionary(
      asked.map { (FlatAnswers.path(of: $0.path, rows: answers.rows), $0) },
      uniquingKeysWith: { $1 })
  }
}
