/// An element of a document as it was read, with its place.
final class XMLElement {
  enum Content {
    case element(XMLElement)
    case text(String)
  }

  /// Name with its prefix: `h:head`.
  let qualifiedName: String
  /// Name without its prefix.
  let name: String
  let attributes: XMLAttributes
  let line: Int
  private(set) var content: [Content] = []
  private(set) var children: [XMLElement] = []

  init(_ qualifiedName: String, attributes: XMLAttributes, line: Int) {
    self.qualifiedName = qualifiedName
    name = XMLAttributes.local(qualifiedName)
    self.attributes = attributes
    self.line = line
  }

  var text: String {
    if content.count == 1, case .text(let text) = content[0] { return text }
    return content.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  /// The text without the blanks around it, which belong to the layout of the document.
  var trimmedText: String { XMLText.trimmed(text) }

  var place: String { "line \(line), <\(qualifiedName)>" }

  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// An attribute by its name without prefix: `template` finds `jr:template`.
  func attribute(_ name: String) -> String? { attributes.local(name) }

  func append(_ child: XMLElement) {
    content.append(.element(child))
    children.append(child)
  }

  func append(text: String) {
    if case .text(var whole) = content.last {
      // Held by nobody else meanwhile, so that many small pieces are not copied again and again.
      content[content.count - 1] = .text("")
      whole += text
      content[content.count - 1] = .text(whole)
    } else {
      content.append(.text(text))
    }
  }
}

/// The attributes of an element in the order they stand, each name once.
struct XMLAttributes: Sequence {
  private var pairs: [(key: String, value: String)] = []
  /// Names, where there are so many that looking through them would take long.
  private var names: Set<String> = []

  /// - Returns: False if there is one of this name already.
  mutating func add(_ key: String, _ value: String) -> Bool {
    if pairs.count < 16 {
      guard !pairs.contains(where: { $0.key == key }) else { return false }
    } else {
      if names.isEmpty { names = Set(pairs.map(\.key)) }
      guard names.insert(key).inserted else { return false }
    }
    pairs.append((key, value))
    return true
  }

  subscript(key: String) -> String? { pairs.first { $0.key == key }?.value }

  /// By name without prefix, if none has this name as a whole.
  func local(_ name: String) -> String? {
    self[name] ?? pairs.first { Self.local($0.key) == name }?.value
  }

  func makeIterator() -> IndexingIterator<[(key: String, value: String)]> { pairs.makeIterator() }

  /// What follows the last colon of a name.
  static func local(_ name: String) -> String {
    guard let cut = name.utf8.lastIndex(of: 0x3A) else { return name }
    return String(name[name.utf8.index(after: cut)...])
  }
}
