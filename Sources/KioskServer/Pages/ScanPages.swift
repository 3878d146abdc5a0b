import FormEngine
import HTTPTypes
import Hummingbird

/// Reading an identity card's QR code into a draft: scanned or pasted, shown, then applied.
enum ScanPages {
  static func add(to routes: Routes) {
    routes.page("/drafts/:draft/scan") { visit in
      try await show(visit, try await draft(visit))
    }
    routes.action("/drafts/:draft/scan") { visit in
      let draft = try await draft(visit)
      let text = visit.form.all("card").last ?? ""
      guard !text.trimmed.isEmpty else {
        return try await show(visit, draft, error: visit.texts("scan.empty"))
      }
      do {
        let prefill = try await visit.desk.readCard(text, draft: draft.id, visit.caller)
        return try await preview(visit, draft, text: text, prefill)
      } catch let error as DeskError where error.kind == .badInput {
        return try await show(visit, draft, error: error.message)
      }
    }
    routes.action("/drafts/:draft/scan/apply") { visit in
      let id = try visit.part("draft")
      let text = visit.form.all("card").last ?? ""
      _ = try await visit.desk.applyCard(
        text, paths: Set(visit.form.all("path")), draft: id, visit.caller)
      return await visit.redirect("/drafts/\(id)", notice: "scan.applied")
    }
  }

  private static func draft(_ visit: Visit) async throws -> Draft {
    try await visit.desk.draft(try visit.part("draft"), visit.caller)
  }

  private static func show(_ visit: Visit, _ draft: Draft, error: String? = nil) async throws
    -> Response
  {
    var model = DraftFrame.model(draft, here: .scan, texts: visit.texts)
    model["firstSection"] = FormSections(draft.form).first?.number ?? 1
    if let error { model["errors"] = ErrorSummary.one(error, field: "card") }
    return try await visit.page(
      "scan", title: visit.texts("scan.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }

  private static func preview(
    _ visit: Visit, _ draft: Draft, text: String, _ prefill: CardPrefill
  ) async throws -> Response {
    var model = DraftFrame.model(draft, here: .scan, texts: visit.texts)
    model["card"] = text
    model["readings"] = prefill.readings.map { ["label": $0.label, "value": $0.value] }
    model["cardWarnings"] = prefill.warnings
    model["hasCardWarnings"] = !prefill.warnings.isEmpty
    let types = Dictionary(
      FormSections(draft.form).questions.map { ($0.path, $0.type) }, uniquingKeysWith: { $1 })
    func shown(_ value: String, _ path: String) -> String {
      FieldText.shown(value, type: types[path] ?? .string, language: visit.language)
    }
    model["changes"] = prefill.changes.enumerated().map { index, change -> Model in
      [
        "path": change.path, "label": change.label,
        "before": shown(change.before, change.path),
        "after": shown(change.after, change.path), "replaces": !change.before.isEmpty,
        "number": index + 1,
      ]
    }
    model["hasChanges"] = !prefill.changes.isEmpty
    return try await visit.page(
      "scan-preview", title: visit.texts("scan.previewTitle"), model)
  }
}
