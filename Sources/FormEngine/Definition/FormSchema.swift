extension FormDefinition {
  /// A JSON Schema (2020-12) of the form's answers, for programs that check structure only.
  ///
  /// Values are strings as XForms writes them. Conditions and checks of the form are not part of
  /// it.
  public var jsonSchema: String {
    JSONText.object(
      [
        ("$schema", JSONText.quoted("https://json-schema.org/draft/2020-12/schema")),
        ("$id", JSONText.quoted("urn:form:\(id):\(version)")),
        ("title", JSONText.quoted(title)),
      ] + objectSchema(below: 0, isRow: false))
  }

  private func objectSchema(below field: Int, isRow: Bool) -> [(String, String)] {
    var properties: [(String, String)] = []
    if isRow { properties.append(("_row", JSONText.object([("type", "\"string\"")]))) }
    collect(field, prefix: "", &properties)
    return [
      ("type", "\"object\""), ("properties", JSONText.object(properties)),
      ("additionalProperties", "false"),
    ]
  }

  private func collect(_ field: Int, prefix: String, _ properties: inout [(String, String)]) {
    for child in model.fields[field].children where !model.isMeta(child) {
      let path = prefix + model.fields[child].name
      if model.fields[child].repeated != nil {
        let row = JSONText.object(objectSchema(below: child, isRow: true))
        properties.append(
          (
            path,
            JSONText.object([
              ("type", "\"array\""), ("maxItems", String(model.limits.rows)), ("items", row),
            ])
          ))
      } else if model.fields[child].isLeaf {
        properties.append((path, valueSchema(child)))
      } else {
        collect(child, prefix: path + "/", &properties)
      }
    }
  }

  private func valueSchema(_ field: Int) -> String {
    var members = [("type", "\"string\""), ("maxLength", String(model.limits.answerCharacters))]
    let question = model.questions[field]
    if let question, question.control == .select1, question.itemset == nil {
      // An empty text is an answer that was cleared.
      let values = question.choices.map { JSONText.quoted($0.value) } + ["\"\""]
      members.append(("enum", JSONText.array(values)))
    }
    switch model.fields[field].type {
    case .int: members.append(("pattern", JSONText.quoted("^(-?[0-9]+)?$")))
    case .decimal: members.append(("pattern", JSONText.quoted("^(-?[0-9]*[.]?[0-9]+)?$")))
    case .date:
      members.append(("pattern", JSONText.quoted("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")))
    default: break
    }
    return JSONText.object(members)
  }
}
