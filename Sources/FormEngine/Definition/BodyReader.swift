/// Reads the form's body: groups, repeats and questions.
struct BodyReader {
  let builder: FormBuilder

  mutating func read(_ elements: [XMLElement], context: Int) throws -> [BodyElement] {
    var result: [BodyElement] = []
    for element in elements {
      switch element.name {
      case "group": result.append(try group(element, context: context))
      case "repeat": result.append(.rows(try rows(element, context: context)))
      case "label", "hint", "setvalue", "setgeopoint", "recordaudio": break
      default: result.append(.question(try question(element, context: context)))
      }
    }
    return result
  }

  private func appearance(_ element: XMLElement) -> [String] {
    (element.attribute("appearance") ?? "").split(separator: " ").map(String.init)
  }

  private func text(_ element: XMLElement, _ name: String) throws -> TextSource? {
    try TextSource.element(element.child(name), compile: builder.compile)
  }

  private mutating func group(_ element: XMLElement, context: Int) throws -> BodyElement {
    let reference = element.attribute("ref") ?? element.attribute("nodeset")
    let field = try reference.map {
      try builder.field($0, context: context, place: element.place)
    }
    let inner = element.children.filter { !["label", "hint"].contains($0.name) }
    let label = try text(element, "label")
    // A group around nothing but a repeat only carries the repeat's label.
    if inner.count == 1, inner[0].name == "repeat" {
      var rows = try rows(inner[0], context: field ?? context)
      if field == nil || field == rows.field {
        rows.label = label
        rows.hint = try text(element, "hint")
        rows.appearance = rows.appearance + appearance(element)
        return .rows(rows)
      }
    }
    return .group(
      BodyGroup(
        field: field, label: label, hint: try text(element, "hint"),
        appearance: appearance(element),
        elements: try read(element.children, context: field ?? context)))
  }

  private mutating func rows(_ element: XMLElement, context: Int) throws -> BodyRepeat {
    guard let reference = element.attribute("nodeset") ?? element.attribute("ref") else {
      throw FormError(.malformed, "A repeat has no nodeset.", place: element.place)
    }
    let field = try builder.field(reference, context: context, place: element.place)
    return BodyRepeat(
      field: field, label: nil, hint: nil, appearance: appearance(element),
      elements: try read(element.children, context: field))
  }

  private static let controls: [String: FormControl] = [
    "input": .input, "secret": .secret, "select1": .select1, "select": .select, "rank": .rank,
    "range": .range, "trigger": .trigger, "upload": .upload,
  ]

  private func question(_ element: XMLElement, context: Int) throws -> BodyQuestion {
    guard var control = Self.controls[element.name] else {
      throw FormError(
        .unsupported, "The body has an unknown element <\(element.qualifiedName)>.",
        place: element.place)
    }
    guard let reference = element.attribute("ref") ?? element.attribute("bind") else {
      throw FormError(
        .malformed, "A question has no ref.", place: element.place)
    }
    let index = try builder.field(reference, context: context, place: element.place)
    let field = builder.fields[index]
    if control == .input, field.readonly?.constant == true, field.calculate == nil,
      field.type == .string, field.initialValue.isEmpty, field.preload == nil
    {
      control = .note
    }
    var parameters: [String: String] = [:]
    for (name, value) in element.attributes {
      let local = name.split(separator: ":").last.map(String.init) ?? name
      if !["ref", "appearance", "bind", "query"].contains(local) { parameters[local] = value }
    }
    return BodyQuestion(
      field: index, control: control, label: try text(element, "label"),
      hint: try text(element, "hint"), appearance: appearance(element),
      choices: try choices(element), itemset: try itemset(element), parameters: parameters)
  }

  private func choices(_ element: XMLElement) throws -> [BodyChoice] {
    try element.children.filter { $0.name == "item" }.map { item in
      guard let value = item.child("value")?.text, !value.isEmpty else {
        throw FormError(.malformed, "A choice has no value.", place: item.place)
      }
      return BodyChoice(
        value: value, label: try TextSource.element(item.child("label"), compile: builder.compile))
    }
  }

  private func itemset(_ element: XMLElement) throws -> BodyItemset? {
    guard let itemset = element.child("itemset") else { return nil }
    guard let nodes = itemset.attribute("nodeset"),
      let value = itemset.child("value")?.attribute("ref")
    else {
      throw FormError(.malformed, "An itemset needs nodeset and value.", place: itemset.place)
    }
    return BodyItemset(
      nodes: try builder.compile(nodes, itemset.place),
      value: try builder.compile(value, itemset.place).expression,
      label: try TextSource.element(itemset.child("label"), compile: builder.compile))
  }
}
