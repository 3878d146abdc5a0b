import FormEngine
import HTTPTypes
import Hummingbird

/// Checking all answers before acceptance, and accepting.
enum CheckPages {
  static func add(to routes: Routes) {
    routes.page("/drafts/:draft/check") { visit in
      let draft = try await draft(visit)
      try await visit.desk.noteOpened(nil, draft: draft.id, visit.caller)
      return try await show(visit, draft)
    }
    routes.page("/drafts/:draft/accept") { visit in
      Site.redirect("/drafts/\(try visit.part("draft"))/check")
    }
    routes.action("/drafts/:draft/accept") { visit in
      let id = try visit.part("draft")
      do {
        let code = try await visit.desk.accept(draft: id, visit.caller)
        return Site.redirect("/dossiers/\(code)/receipt")
      } catch let error as DeskError where error.kind == .incomplete || error.kind == .refused {
        return try await show(visit, try await draft(visit), refused: error.message)
      } catch let error as DeskError where error.kind == .clockUnconfirmed {
        await visit.site.sessions.update(visit.session.id) { $0.next = "/drafts/\(id)/check" }
        return Site.redirect("/clock")
      }
    }
  }

  private static func draft(_ visit: Visit) async throws -> Draft {
    try await visit.desk.draft(try visit.part("draft"), visit.caller)
  }

  private static func show(_ visit: Visit, _ draft: Draft, refused: String? = nil) async throws
    -> Response
  {
    let texts = visit.texts
    let sections = FormSections(draft.form)
    var model = DraftFrame.model(draft, here: .check, texts: texts)
    model["sections"] = sections.sections.filter(\.isRelevant).map { section -> Model in
      [
        "title": section.title,
        "rows": section.questions.filter { $0.control != .note }.map {
          row($0, section.number, draft, texts)
        },
      ]
    }
    model["components"] = draft.components.map {
      ComponentRow.model($0, filePath: "/drafts/\(draft.id)/files", texts: texts)
    }
    model["handing"] = draft.handing.map { ["label": $0.label, "values": $0.values] as Model }
    model["acts"] = draft.acts.map { act -> Model in
      ["name": act.name, "path": "/drafts/\(draft.id)/acts/\(act.id)"]
    }
    model["feeLines"] = draft.fee.lines.map { feeLine($0, texts) }
    model["due"] = draft.promise?.due.map { texts.dueMoment($0) } ?? ""
    model["explanation"] = draft.promise?.explanation ?? ""
    let errors = problems(draft, sections, texts, refused: refused)
    if !errors.isEmpty {
      model["errors"] = [
        "items": errors.map { ["sentence": $0.0, "address": $0.1] }
      ]
    }
    model["ready"] = errors.isEmpty || refused != nil && errors.count == 1
    return try await visit.page(
      "check", title: texts("check.title"), model,
      status: refused == nil ? .ok : .conflict, hasErrors: !errors.isEmpty)
  }

  /// Sentences with the address where each is put right.
  private static func problems(
    _ draft: Draft, _ sections: FormSections, _ texts: Texts, refused: String?
  ) -> [(String, String)] {
    let path = "/drafts/\(draft.id)"
    var errors = refused.map { [($0, "#accept")] } ?? []
    errors += draft.problems.map { problem in
      let section = sections.section(of: problem.path)
      let question = section?.questions.first { $0.path == problem.path }
      let sentence = FieldModel.sentence(problem, question: question, texts: texts)
      return (
        section.map { "\($0.title): \(sentence.withSmallInitial)" } ?? sentence,
        "\(path)/sections/\(section?.number ?? 1)?check=1&from=check#\(FieldModel.id(problem.path))"
      )
    }
    errors += draft.components.compactMap { component in
      component.missing.map { ($0, "\(path)/papers#component-\(component.id)") }
    }
    return errors
  }

  private static func row(
    _ question: FormQuestion, _ section: Int, _ draft: Draft, _ texts: Texts
  ) -> Model {
    let spoken = question.spoken(texts)
    let problem = question.problem.map {
      FieldModel.sentence($0, question: question, texts: texts)
    }
    return [
      "label": question.label.text, "value": spoken, "none": spoken.isEmpty,
      "problem": problem ?? "", "canChange": !question.isReadonly,
      "address":
        "/drafts/\(draft.id)/sections/\(section)?from=check#\(FieldModel.id(question.path))",
    ]
  }

  static func feeLine(_ line: Fee.Line, _ texts: Texts) -> Model {
    [
      "name": line.name, "amount": texts.money(line.amount), "exemption": line.exemption ?? "",
    ]
  }
}
