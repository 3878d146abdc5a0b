/// A printer the office has.
package struct Printer: Sendable, Hashable {
  package var id: String
  package var name: String

  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// The formats a document comes in.
package enum DocumentFormat: String, Sendable, Hashable, CaseIterable {
  case pdf
  case png
  case escpos
  case text
}
