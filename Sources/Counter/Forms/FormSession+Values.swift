import Dossiers
package import FormEngine

/// Values of a procedure's own expressions (fees, required papers) over the form's answers.
extension FormSession {
  /// - Throws: ``DossierError`` naming the expression when it cannot be evaluated.
  /// - Parameter path: the node a relative expression begins at; the root without one.
  package func truth(of expression: String, at path: String? = nil) throws -> Bool {
    switch try value("boolean(\(expression))", at: path) {
    case .boolean(let flag): flag
    case let other: other.text == "true"
    }
  }

  package func number(of expression: String) throws -> Double {
    switch try value("number(\(expression))") {
    case .number(let number): number
    case let other: Double(other.text) ?? .nan
    }
  }

  package func text(of expression: String, at path: String? = nil) throws -> String {
    try value("string(\(expression))", at: path).text
  }

  private func value(_ expression: String, at path: String? = nil) throws -> XPathValue {
    do {
      return try evaluate(expression, at: path)
    } catch let error as FormError {
      throw DossierError(
        .refused, vi: "Công thức “\(expression)” của thủ tục có lỗi: \(error).",
        en: "The procedure's expression “\(expression)” is broken: \(error)")
    }
  }
}
