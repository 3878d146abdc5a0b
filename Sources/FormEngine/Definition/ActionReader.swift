/// Reads `setvalue` and `setgeopoint` in the model and in the body.
struct ActionReader {
  let builder: FormBuilder
  private static let names: Set = ["setvalue", "setgeopoint"]

  func read(model: XMLElement, body: XMLElement) throws -> [FormAction] {
    let direct = try model.children.filter { Self.names.contains($0.name) }
      .map { try action($0, source: nil) }
    return try direct + read(body, source: nil)
  }

  private func read(_ element: XMLElement, source: Int?) throws -> [FormAction] {
    var result: [FormAction] = []
    for child in element.children {
      if Self.names.contains(child.name) {
        result.append(try action(child, source: source))
        continue
      }
      let reference = child.attribute("ref") ?? child.attribute("nodeset")
      var inner = source
      if let reference, !["label", "hint", "value", "itemset", "output"].contains(child.name) {
        inner = try builder.field(reference, context: source ?? 0, place: child.place)
      }
      result += try read(child, source: inner)
    }
    return result
  }

  private func action(_ element: XMLElement, source: Int?) throws -> FormAction {
    let names = (element.attribute("event") ?? "").split(separator: " ").map(String.init)
    let events = Set(names.compactMap { FormAction.Event(rawValue: $0) })
    guard !events.isEmpty, let reference = element.attribute("ref") else {
      throw FormError(
        .unsupported, "A \(element.name) needs a ref and an event that is supported.",
        place: element.place)
    }
    let target = try builder.field(reference, context: source ?? 0, place: element.place)
    var value: XPathExpression?
    if element.name == "setgeopoint" {
      value = try builder.compile("property('geopoint')", element.place).expression
    } else if let expression = element.attribute("value") {
      value = try builder.compile(expression, element.place).expression
    } else if !element.text.isEmpty {
      value = .text(element.text)
    }
    return FormAction(events: events, target: target, value: value, source: source)
  }
}
