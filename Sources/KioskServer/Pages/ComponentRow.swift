/// One component as papers and dossier pages show it.
enum ComponentRow {
  static func model(_ component: Component, filePath: String, texts: Texts) -> Model {
    let counts = component.counts
    return [
      "id": component.id, "name": component.name, "asked": component.asked,
      "required": component.isRequired, "presentOnly": component.presentOnly,
      "original": counts.original, "certified": counts.certified, "copy": counts.copy,
      "presented": counts.presented, "problem": component.problem ?? "",
      "given": given(component, texts),
      "hasFiles": !component.files.isEmpty,
      "files": component.files.map { file -> Model in
        [
          "file": file.id, "fileName": file.name, "size": texts.size(file.bytes),
          "address": "\(filePath)/\(file.id)", "component": component.id,
        ]
      },
    ]
  }

  /// What was handed in, in words: "1 bản chính, 2 bản sao".
  private static func given(_ component: Component, _ texts: Texts) -> String {
    let counts = component.counts
    let parts = [
      ("papers.originals", counts.original), ("papers.certifieds", counts.certified),
      ("papers.copies", counts.copy),
    ].filter { $0.1 > 0 }.map { texts($0.0, ["count": String($0.1)]) }
    // A file of the form is nothing that is counted.
    if component.asked.isEmpty, parts.isEmpty, !component.files.isEmpty { return "" }
    let all = parts + (counts.presented ? [texts("papers.presentedShort")] : [])
    return all.isEmpty ? texts("papers.nothing") : all.joined(separator: ", ")
  }
}

extension Component {
  /// What is wrong with it, for a list that does not name it otherwise.
  var missing: String? { problem.map { "\(name): \($0.withSmallInitial)" } }
}

extension String {
  /// For a sentence that goes on after a colon.
  var withSmallInitial: String { prefix(1).lowercased() + dropFirst() }

  /// For a line of its own.
  var withCapitalInitial: String { prefix(1).uppercased() + dropFirst() }
}
