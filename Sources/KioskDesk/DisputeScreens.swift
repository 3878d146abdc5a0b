import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import KioskServer
import Sync

/// Disputes as people read them: both sides, who said them, where, and what hangs on it.
extension OneStopOffice {
  func sheets(_ state: DossierState, _ officers: [OfficerState], _ language: Language) throws
    -> [DisputeSheet]
  {
    guard !state.disputes.isEmpty else { return [] }
    let words = DisputeWords(
      office: self, state: state, officers: officers,
      questions: try questions(of: state, language), language: language)
    return try state.disputes.map(words.sheet)
  }
}

extension OneStopOffice {
  /// What the answers together break of the form's rules, and the answers that may be put right.
  func correction(_ doubts: [Doubt], _ state: DossierState, _ language: Language) throws
    -> CorrectionSheet?
  {
    guard doubts.contains(where: { $0.kind == "rules" }) else { return nil }
    let broken = try brokenRules(of: state, language)
    return CorrectionSheet(
      sentences: broken.map { rule in
        let label = rule.fields.first { $0.path == rule.path }?.label ?? rule.path
        return "\(label): \(rule.problem.message)"
      },
      answers: broken.fields.filter { state.dispute(over: $0.path) == nil }.map { field in
        CorrectionSheet.Answer(
          name: field.path, section: field.section, question: field.question,
          seen: state.heads(of: field.path).map(\.description))
      })
  }
}

/// Puts the disputes of one dossier into words.
private struct DisputeWords {
  /// More would hide what matters.
  private static let dependentsShown = 8

  let office: OneStopOffice
  let state: DossierState
  let officers: [OfficerState]
  let questions: [String: FormQuestion]
  let language: Language

  func sheet(_ dispute: Dispute) throws -> DisputeSheet {
    DisputeSheet(
      name: dispute.matter.name, kind: kind(dispute.matter), label: label(dispute),
      sides: dispute.sides.map { side(dispute.matter, $0) }, depends: try depends(dispute),
      takesValue: kind(dispute.matter) == .answers
        && Set(dispute.sides.flatMap(\.answers.keys)).count == 1)
  }

  private func kind(_ matter: Dispute.Matter) -> DisputeSheet.Kind {
    switch matter {
    case .answers: .answers
    case .row: .row
    case .file: .file
    case .status: .status
    }
  }

  private func label(_ dispute: Dispute) -> String {
    switch dispute.matter {
    case .answers, .row:
      let paths = Set(dispute.sides.flatMap(\.answers.keys)).sorted()
      let labels = paths.map { questions[$0]?.label.text ?? $0 }
      guard case .row(let row) = dispute.matter else { return labels.joined(separator: ", ") }
      let number = rowNumber(row).map(String.init) ?? "?"
      let words = LocalizedText(vi: "Dòng \(number)", en: "Row \(number)")[language]
      return labels.isEmpty ? words : "\(words): \(labels.joined(separator: ", "))"
    case .file(let component):
      let entry = try? office.library.catalogue.entry(state.procedure, version: state.version)
      return entry?.procedure.component(component)?.name[language] ?? component
    case .status: return LocalizedText(vi: "Trạng thái hồ sơ", en: "Status")[language]
    }
  }

  private func rowNumber(_ row: String) -> Int? {
    guard let open = row.lastIndex(of: "[") else { return nil }
    let id = row[row.index(after: open)...].dropLast()
    return state.rows[String(row[..<open])]?.firstIndex { $0 == id }.map { $0 + 1 }
  }

  private func side(_ matter: Dispute.Matter, _ side: Dispute.Side) -> DisputeSheet.Side {
    DisputeSheet.Side(
      entry: side.entry.description, lines: lines(matter, side),
      actor: office.name(ofActor: side.actor, officers: officers)[language],
      place: place(side), source: side.source.map { source($0) } ?? "",
      time: Instant(milliseconds: side.time), stands: side.stands)
  }

  private func lines(_ matter: Dispute.Matter, _ side: Dispute.Side) -> [String] {
    let isOne = side.answers.count == 1
    let answers = side.answers.sorted { $0.key < $1.key }.compactMap { path, value -> String? in
      let text = value.map { office.spoken($0, questions[path], language) } ?? ""
      if isOne { return text.isEmpty ? nil : text }
      return "\(questions[path]?.label.text ?? path): \(text.isEmpty ? "—" : text)"
    }
    switch matter {
    case .answers: return answers
    case .row:
      let words =
        side.other == "removed"
        ? LocalizedText(vi: "Bỏ dòng này", en: "The row was removed")
        : LocalizedText(vi: "Giữ dòng này", en: "The row was changed")
      return [words[language]] + answers
    case .file: return [side.other ?? ""]
    case .status:
      let status = side.other.flatMap { Int($0) }.flatMap(DossierStatus.init(rawValue:))
      return [status?.name[language] ?? side.other ?? ""]
    }
  }

  private func place(_ side: Dispute.Side) -> String {
    if side.entry.author == office.store.device {
      return LocalizedText(vi: "tại máy này", en: "on this machine")[language]
    }
    let id = side.entry.author.rawValue.prefix(6)
    return side.actor == "hub" || side.actor.hasPrefix("hub:")
      ? LocalizedText(vi: "tại tỉnh", en: "at the province")[language]
      : LocalizedText(vi: "tại máy khác (\(id)…)", en: "on another machine (\(id)…)")[language]
  }

  private func source(_ source: ValueSource) -> String {
    let words: LocalizedText =
      switch source {
      case .verified:
        LocalizedText(
          vi: "đã đối chiếu thẻ chip hoặc CSDL", en: "checked against a chip or database")
      case .competentAuthority:
        LocalizedText(vi: "cơ quan có thẩm quyền", en: "the deciding body")
      case .officer: LocalizedText(vi: "công chức nhập", en: "entered by an officer")
      case .resident: LocalizedText(vi: "người dân khai", en: "stated by the resident")
      }
    return words[language]
  }

  /// What differs elsewhere between the sides: fields that appear or change with the answer, and
  /// papers already printed.
  private func depends(_ dispute: Dispute) throws -> [String] {
    var result: [String] = []
    if case .answers = dispute.matter {
      let views = try dispute.sides.map { try view($0) }
      if let first = views.first {
        let paths = Set(views.flatMap(\.keys))
        let disputed = Set(dispute.sides.flatMap(\.answers.keys))
        let moved = paths.subtracting(disputed).filter { path in
          views.dropFirst().contains { $0[path]?.value != first[path]?.value }
        }
        result = moved.sorted().compactMap { path in
          views.lazy.compactMap { $0[path]?.label }.first { !$0.isEmpty }
        }
      }
    }
    var shown = Array(result.prefix(Self.dependentsShown))
    if !state.prints.isEmpty {
      let count = state.prints.count
      shown.append(
        LocalizedText(vi: "Giấy đã in: \(count)", en: "Papers printed: \(count)")[language])
    }
    return shown
  }

  private struct Shown {
    let label: String
    let value: String
  }

  /// The questions asked and values computed if a side were right.
  private func view(_ side: Dispute.Side) throws -> [String: Shown] {
    var answers = state.flatAnswers
    for (path, value) in side.answers { answers.values[path] = value }
    let session = try office.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt),
      language: language)
    try session.load(answers.formAnswers)
    var shown: [String: Shown] = [:]
    for question in session.view().questions where question.isRelevant {
      let path = FlatAnswers.path(of: question.path, rows: state.rows)
      shown[path] = Shown(label: question.label.text, value: question.value)
    }
    return shown
  }
}
