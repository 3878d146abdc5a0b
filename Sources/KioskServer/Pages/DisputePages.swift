import Dossiers
import HTTPTypes
import Hummingbird

/// Deciding which of two values is right, on the dossier's own page.
enum DisputePages {
  static func add(to routes: Routes) {
    routes.action("/dossiers/:code/settle") { visit in
      let code = try visit.part("code")
      let settlement = Settlement(
        path: visit.form["field"] ?? "", keep: visit.form["keep"] ?? "",
        reason: visit.form["reason"] ?? "")
      guard !settlement.keep.isEmpty, !settlement.reason.isEmpty else {
        throw Problem(status: .unprocessableContent, text: "dispute.incomplete")
      }
      try await visit.desk.settle(code, settlement, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "dispute.settled")
    }
    // Where a refused post leaves the browser: reloading leads back to the page.
    routes.page("/dossiers/:code/settle") { visit in
      Site.redirect("/dossiers/\(try visit.part("code"))")
    }
  }

  static func model(_ field: DisputedField, _ texts: Texts) -> Model {
    let id = FieldModel.id(field.path)
    return [
      "path": field.path, "label": field.label, "id": id,
      "values": field.values.enumerated().map { index, value -> Model in
        [
          "entry": value.entry, "id": "\(id)-\(index + 1)", "key": String(index + 1),
          "text": value.text.isEmpty ? texts("dispute.nothing") : value.text,
          "who": "\(value.actor), \(texts.moment(value.time))",
          "stands": value.stands ? texts("dispute.stands") : "",
        ]
      },
    ]
  }
}
