import Foundation

/// Reads a document into elements: XML 1.0 in UTF-8, without document type and so without entities
/// of its own. Written for what comes from outside: nothing is read ahead, fetched or expanded, and
/// the work is proportional to the length of the document.
struct XMLReader {
  private let limits: FormLimits
  private var scanner: XMLScanner
  private var root: XMLElement?
  private var open: [XMLElement] = []
  private var count = 0

  /// - Throws: ``FormError`` with line and column.
  static func read(_ data: Data, limits: FormLimits) throws -> XMLElement {
    guard data.count <= limits.documentBytes else {
      throw FormError(
        .limit, "The document is larger than \(limits.documentBytes) bytes (documentBytes).")
    }
    let bytes = [UInt8](data)
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else {
      throw FormError(.malformed, "The document is not UTF-8 text.")
    }
    var reader = XMLReader(limits: limits, scanner: XMLScanner(bytes))
    return try reader.document()
  }

  private init(limits: FormLimits, scanner: XMLScanner) {
    self.limits = limits
    self.scanner = scanner
  }

  private mutating func document() throws -> XMLElement {
    try declaration()
    while !scanner.isAtEnd {
      if scanner.byte == UInt8(ascii: "<") {
        try markup()
      } else if let parent = open.last {
        parent.append(text: try scanner.text())
      } else {
        scanner.skipBlanks()
        guard scanner.isAtEnd || scanner.byte == UInt8(ascii: "<") else {
          throw scanner.malformed("there is text outside of the root element")
        }
      }
    }
    guard open.isEmpty else {
      throw scanner.malformed("<\(open[open.count - 1].qualifiedName)> is not closed")
    }
    guard let root else { throw scanner.malformed("there is no element") }
    return root
  }

  private mutating func declaration() throws {
    guard scanner.accept("<?xml "), let end = scanner.skip(past: "?>") else { return }
    let text = scanner.string(end).lowercased()
    if let found = text.range(of: "encoding") {
      let rest = text[found.upperBound...]
      guard rest.contains("utf-8") || rest.contains("us-ascii") else {
        throw FormError(.unsupported, "The document is not declared as UTF-8.", place: "line 1")
      }
    }
  }

  private mutating func markup() throws {
    if scanner.accept("</") { return try end() }
    if scanner.accept("<!--") { return try scanner.comment() }
    if scanner.accept("<![CDATA[") {
      guard let parent = open.last else {
        throw scanner.malformed("there is text outside of the root element")
      }
      return parent.append(text: try scanner.characterData())
    }
    if scanner.accept("<?") { return try scanner.instruction() }
    if scanner.accept("<!") {
      throw FormError(
        .unsupported, "The document has a document type or entities (<!\(scanner.word())).",
        place: scanner.place)
    }
    try start()
  }

  private mutating func start() throws {
    let (line, place) = (scanner.line(), scanner.offset)
    scanner.offset += 1
    let name = try scanner.name()
    var attributes = XMLAttributes()
    while true {
      let isApart = scanner.skipBlanks()
      if scanner.accept(">") {
        return open.append(try element(name, attributes, line, place))
      }
      if scanner.accept("/>") {
        _ = try element(name, attributes, line, place)
        return
      }
      guard isApart else { throw scanner.malformed("a blank is missing in <\(name)>") }
      let key = try scanner.name()
      guard attributes.add(key, try scanner.attributeValue()) else {
        throw scanner.malformed("<\(name)> has \(key) twice")
      }
    }
  }

  private mutating func element(
    _ name: String, _ attributes: XMLAttributes, _ line: Int, _ place: Int
  ) throws -> XMLElement {
    count += 1
    guard count <= limits.elements else {
      throw FormError(
        .limit, "The document has more than \(limits.elements) elements (elements).",
        place: scanner.place)
    }
    guard open.count < limits.elementDepth else {
      scanner.offset = place
      throw FormError(
        .limit, "Elements are nested deeper than \(limits.elementDepth) (elementDepth).",
        place: scanner.place)
    }
    let element = XMLElement(name, attributes: attributes, line: line)
    if let parent = open.last {
      parent.append(element)
    } else if root == nil {
      root = element
    } else {
      throw scanner.malformed("there are two root elements")
    }
    return element
  }

  private mutating func end() throws {
    let name = try scanner.name()
    scanner.skipBlanks()
    guard scanner.accept(">") else { throw scanner.malformed("</\(name) is not closed") }
    guard let last = open.popLast(), last.qualifiedName == name else {
      throw scanner.malformed("</\(name)> closes nothing")
    }
  }
}
