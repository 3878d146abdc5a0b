import Hummingbird

/// Carrying a draft over to a newer version of its form: looked at first, then done on request.
enum VersionPages {
  static func add(to routes: Routes) {
    routes.page("/drafts/:draft/version") { visit in
      let id = try visit.part("draft")
      let change = try await visit.desk.versionChange(draft: id, visit.caller)
      let draft = try await visit.desk.draft(id, visit.caller)
      let texts = visit.texts
      func lines(_ lines: [VersionChange.Line]) -> [Model] {
        lines.map { ["label": $0.label, "value": $0.value] }
      }
      return try await visit.page(
        "version", title: texts("version.title", ["version": change.to]),
        [
          "draft": ["path": "/drafts/\(id)", "procedure": draft.procedure.name],
          "lead": texts("version.lead", ["from": change.from, "to": change.to]),
          "version": change.to, "renamed": lines(change.renamed),
          "hasRenamed": !change.renamed.isEmpty,
          "lost": lines(change.lost)
            + change.lostPapers.map { ["label": texts("version.paper"), "value": $0] },
          "hasLost": !change.lost.isEmpty || !change.lostPapers.isEmpty,
        ])
    }
    routes.action("/drafts/:draft/version") { visit in
      let id = try visit.part("draft")
      try await visit.desk.carryOver(
        draft: id, to: visit.form["version"] ?? "", visit.caller)
      return await visit.redirect("/drafts/\(id)/check", notice: "version.done")
    }
  }
}
