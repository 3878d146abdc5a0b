/// Turns labels, hints and messages into text in the session's language.
struct TextRenderer {
  let evaluator: XPathEvaluator

  /// An empty text where there is no source.
  func text(_ source: TextSource?, _ context: XPathContext) -> FormText {
    switch source {
    case nil: FormText()
    case .template(let template): FormText(text: fill(template, context))
    case .translated(let id): translated(id, context)
    case .translatedBy(let expression): translated(string(expression, context), context)
    case .value(let expression): FormText(text: string(expression, context))
    }
  }

  func translated(_ id: String, _ context: XPathContext) -> FormText {
    let world = evaluator.world
    guard let forms = world.model.translations.forms(id, language: world.language) else {
      return FormText(text: id)
    }
    var result = FormText()
    for (form, template) in forms {
      let text = fill(template, context)
      switch form {
      case "long": result.text = text
      case "short": result.short = text
      case "guidance": result.guidance = text
      default: result.media[form] = text.split(separator: "/").last.map(String.init) ?? text
      }
    }
    if forms["long"] == nil, let short = result.short { result.text = short }
    // pyxform writes a lone dash where a language has media but no text.
    if forms.count > 1, result.text == "-" { result.text = "" }
    return result
  }

  /// Empty where texts show each other without end, and cut where they grow beyond the limit.
  private func fill(_ template: TextTemplate, _ context: XPathContext) -> String {
    if template.count == 1, case .literal(let text) = template[0] { return text }
    let filled = try? evaluator.world.nested {
      var result = ""
      for part in template where result.utf8.count <= evaluator.world.model.limits.textBytes {
        switch part {
        case .literal(let text): result += text
        case .output(let expression): result += string(expression, context)
        }
      }
      return result
    }
    return filled ?? ""
  }

  private func string(_ expression: XPathExpression, _ context: XPathContext) -> String {
    (try? evaluator.string(evaluator.evaluate(expression, context))) ?? ""
  }
}
