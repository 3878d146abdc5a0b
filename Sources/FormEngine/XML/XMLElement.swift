/// An element of a document as it was read, with its place.
final class XMLElement {
  enum Content {
    case element(XMLElement)
    case text(String)
  }

  /// Name with its prefix: `h:head`.
  let qualifiedName: String
  let attributes: [String: String]
  let line: Int
  private(set) var content: [Content] = []

  init(_ qualifiedName: String, attributes: [String: String], line: Int) {
    self.qualifiedName = qualifiedName
    self.attributes = attributes
    self.line = line
  }

  /// Name without its prefix.
  var name: String {
    qualifiedName.split(separator: ":").last.map(String.init) ?? qualifiedName
  }

  var children: [XMLElement] {
    content.compactMap { if case .element(let child) = $0 { child } else { nil } }
  }

  var text: String {
    content.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  var place: String { "line \(line), <\(qualifiedName)>" }

  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// An attribute by its name without prefix: `template` finds `jr:template`.
  func attribute(_ name: String) -> String? {
    if let exact = attributes[name] { return exact }
    return attributes.first { $0.key.split(separator: ":").last.map(String.init) == name }?.value
  }

  func append(_ child: XMLElement) { content.append(.element(child)) }

  func append(text: String) {
    if case .text(let before) = content.last {
      content[content.count - 1] = .text(before + text)
    } else {
      content.append(.text(text))
    }
  }
}
