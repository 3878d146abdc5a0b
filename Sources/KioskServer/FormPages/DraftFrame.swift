import Dossiers
import FormEngine

/// What stands beside every page of a draft: the list of what is to do, with its state.
enum DraftFrame {
  enum Place: Equatable {
    case scan
    case section(Int)
    case papers
    case check
  }

  static func model(_ draft: Draft, here: Place, texts: Texts) -> Model {
    let sections = FormSections(draft.form).sections.filter(\.isRelevant)
    let path = "/drafts/\(draft.id)"
    var tasks: [Model] = [
      task(texts("scan.menu"), "\(path)/scan", state: nil, here: here == .scan, texts)
    ]
    tasks += sections.map { section in
      task(
        section.title, "\(path)/sections/\(section.number)", state: state(section, draft),
        here: here == .section(section.number), texts)
    }
    let papersMissing = draft.components.contains { $0.problem != nil }
    tasks.append(
      task(
        texts("papers.title"), "\(path)/papers", state: papersMissing ? .open : .done,
        here: here == .papers, texts))
    tasks.append(
      task(texts("check.title"), "\(path)/check", state: nil, here: here == .check, texts))
    return [
      "draft": [
        "id": draft.id, "path": path, "procedure": draft.procedure.name,
        "code": draft.procedure.code,
      ], "tasks": tasks, "warnings": draft.warnings, "hasWarnings": !draft.warnings.isEmpty,
      "feeTotal": draft.fee.total == 0 ? texts("procedures.free") : texts.money(draft.fee.total),
      "source": draft.source.map { texts("form.source", ["code": $0.code]) } ?? "",
      "slip": draft.slip.map {
        texts(
          "slips.booking",
          [
            "code": (try? DossierCode($0.slip).text) ?? "", "time": texts.moment($0.receivedAt),
            "reason": $0.reason,
          ])
      } ?? "",
      "saved": texts.time(draft.savedAt.civil.time),
      "newer": draft.newerVersion.map { version -> Model in
        ["sentence": texts("version.newer", ["version": version]), "path": "\(path)/version"]
      } ?? [:], "hasNewer": draft.newerVersion != nil,
      "dueShort": draft.promise?.due.map { texts.dueMoment($0) } ?? "",
    ]
  }

  private enum State: String {
    case done
    case open
    case wrong
    case untouched
  }

  private static func state(_ section: FormSections.Section, _ draft: Draft) -> State {
    let paths = Set(section.questions.map(\.path))
    let problems = draft.problems.filter { paths.contains($0.path) }
    if problems.isEmpty { return .done }
    let asked = section.questions.filter { !$0.isReadonly && $0.control != .note }
    if problems.contains(where: { problem in
      problem.kind != .required
        && section.questions.contains { $0.path == problem.path && !$0.value.isEmpty }
    }) {
      return .wrong
    }
    return asked.allSatisfy(\.value.isEmpty) ? .untouched : .open
  }

  private static func task(
    _ name: String, _ path: String, state: State?, here: Bool, _ texts: Texts
  ) -> Model {
    [
      "name": name, "path": path, "here": here, "state": state?.rawValue ?? "",
      "stateName": state.map { texts("form.state.\($0.rawValue)") } ?? "",
    ]
  }
}
