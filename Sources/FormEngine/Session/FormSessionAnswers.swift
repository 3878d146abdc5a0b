extension FormSession {
  /// All answers, those that are not relevant now included, in a shape that loads the same again.
  public func answers() -> FormAnswers {
    answers(below: world.primary.root, onlyRelevant: false)
  }

  /// What is submitted: relevant answers only, calculated values included.
  public func submission() -> FormAnswers {
    answers(below: world.primary.root, onlyRelevant: true)
  }

  private func answers(below node: Int, onlyRelevant: Bool) -> FormAnswers {
    var result = FormAnswers()
    collect(node, prefix: "", onlyRelevant, &result)
    return result
  }

  private func collect(
    _ node: Int, prefix: String, _ onlyRelevant: Bool, _ result: inout FormAnswers
  ) {
    let field = world.primary[node].field
    for repeated in definition.model.fields[field].children
    where definition.model.fields[repeated].repeated != nil && !onlyRelevant {
      result.entries[prefix + definition.model.fields[repeated].name] = .rows([])
    }
    for child in world.primary[node].children where !isMeta(child) {
      if onlyRelevant, !world.states[child].isRelevant { continue }
      let name = prefix + world.primary[child].name
      let childField = definition.model.fields[world.primary[child].field]
      if childField.repeated != nil {
        let row = FormAnswers.Row(
          id: world.primary[child].rowID,
          answers: answers(below: child, onlyRelevant: onlyRelevant))
        if case .rows(let rows) = result.entries[name] {
          result.entries[name] = .rows(rows + [row])
        } else {
          result.entries[name] = .rows([row])
        }
      } else if childField.isLeaf {
        let value = world.primary[child].value
        let isKept = !onlyRelevant && hasDefault(world.primary[child].field)
        if !value.isEmpty || isKept { result.entries[name] = .value(value) }
      } else {
        collect(child, prefix: name + "/", onlyRelevant, &result)
      }
    }
  }

  /// Whether an empty form has a value here, so that an empty answer has to be said.
  private func hasDefault(_ field: Int) -> Bool {
    !definition.model.fields[field].initialValue.isEmpty
      || definition.model.fields[field].preload != nil
      || definition.model.actions.contains { $0.target == field && $0.events != [.changed] }
  }

  /// The submission as an XForms instance document, metadata included.
  public func submissionXML() -> String {
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    write(world.primary.root, to: &text)
    return text + "\n"
  }

  private func write(_ node: Int, to text: inout String) {
    guard world.states[node].isRelevant else { return }
    let name = world.primary[node].name
    text += "<\(name)"
    for attribute in world.primary[node].attributes {
      text += " \(attribute.name)=\"\(XMLText.escaped(attribute.value))\""
    }
    var children: [Int] = []
    for child in world.primary[node].children {
      let name = world.primary[child].name
      guard name.hasPrefix("@") else {
        children.append(child)
        continue
      }
      text += " \(name.dropFirst())=\"\(XMLText.escaped(world.primary[child].value))\""
    }
    let value = world.primary[node].value
    guard !children.isEmpty || !value.isEmpty else {
      text += "/>"
      return
    }
    text += ">" + XMLText.escaped(value)
    for child in children { write(child, to: &text) }
    text += "</\(name)>"
  }

  // MARK: Changes

  /// Applies changes: a field not mentioned stays, a cleared one becomes empty, rows are found by
  /// their id, a row without a known id is added, a deleted one is removed.
  ///
  /// Nothing is changed if a field or row is unknown.
  /// - Throws: ``FormError``.
  public func apply(_ changes: FormAnswers) throws {
    let before = answers()
    do {
      try apply(changes, prefix: "")
    } catch {
      try load(before)
      throw error
    }
  }

  private func apply(_ changes: FormAnswers, prefix: String) throws {
    for (key, entry) in changes.entries.sorted(by: { $0.key < $1.key }) {
      switch entry {
      case .value(let value): try set(value, at: prefix + key)
      case .rows(let rows): for row in rows { try apply(row, to: prefix + key) }
      }
    }
  }

  private func apply(_ row: FormAnswers.Row, to path: String) throws {
    if let id = row.id, let position = position(of: id, in: path) {
      if row.isDeleted { return try removeRow(at: "\(path)[\(position)]") }
      return try apply(row.answers, prefix: "\(path)[\(position)]/")
    }
    guard !row.isDeleted else {
      throw FormError(.unknown, "There is no row with this id to remove.", place: path)
    }
    let added = try addRow(to: path, id: row.id)
    try apply(row.answers, prefix: added + "/")
  }

  private func position(of id: String, in path: String) -> Int? {
    let cut = path.lastIndex(of: "/")
    let parent = cut.flatMap { try? node(String(path[..<$0])) } ?? world.primary.root
    let name = cut.map { String(path[path.index(after: $0)...]) } ?? path
    let rows = world.primary[parent].children.filter { world.primary[$0].name == name }
    return rows.firstIndex { world.primary[$0].rowID == id }.map { $0 + 1 }
  }
}
