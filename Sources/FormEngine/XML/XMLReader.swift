import Foundation
import FoundationXML

/// Reads a document into elements; refuses document types, entities and what exceeds the limits.
final class XMLReader: NSObject, XMLParserDelegate {
  private let limits: FormLimits
  private var root: XMLElement?
  private var open: [XMLElement] = []
  private var count = 0
  private var failure: FormError?

  private init(limits: FormLimits) {
    self.limits = limits
  }

  /// - Throws: ``FormError`` with line and column.
  static func read(_ data: Data, limits: FormLimits) throws -> XMLElement {
    guard data.count <= limits.documentBytes else {
      throw FormError(
        .limit, "The document is larger than \(limits.documentBytes) bytes (documentBytes).")
    }
    guard !data.contains(0), String(data: data, encoding: .utf8) != nil else {
      throw FormError(.malformed, "The document is not UTF-8 text.")
    }
    for mark in ["<!DOCTYPE", "<!ENTITY", "<!doctype", "<!entity"]
    where data.range(of: Data(mark.utf8)) != nil {
      throw FormError(.unsupported, "The document has a document type or entities (\(mark)).")
    }
    let reader = XMLReader(limits: limits)
    let parser = XMLParser(data: data)
    parser.shouldProcessNamespaces = false
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    let isRead = parser.parse()
    if let failure = reader.failure { throw failure }
    guard isRead, let root = reader.root, reader.open.isEmpty else {
      throw FormError(
        .malformed, "The document is not well-formed XML.",
        place: "line \(parser.lineNumber), column \(parser.columnNumber)")
    }
    return root
  }

  private func fail(_ error: FormError, _ parser: XMLParser) {
    if failure == nil {
      failure = error.at("line \(parser.lineNumber), column \(parser.columnNumber)")
    }
    parser.abortParsing()
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    guard failure == nil else { return }
    count += 1
    guard count <= limits.elements else {
      return fail(
        FormError(
          .limit, "The document has more than \(limits.elements) elements (elements)."), parser)
    }
    guard open.count < limits.elementDepth else {
      return fail(
        FormError(
          .limit, "Elements are nested deeper than \(limits.elementDepth) (elementDepth)."),
        parser)
    }
    let element = XMLElement(elementName, attributes: attributes, line: parser.lineNumber)
    if let parent = open.last {
      parent.append(element)
    } else if root == nil {
      root = element
    }
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    _ = open.popLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard failure == nil else { return }
    open.last?.append(text: string)
  }

  func parser(_ parser: XMLParser, foundCDATA block: Data) {
    open.last?.append(text: String(decoding: block, as: UTF8.self))
  }
}

/// Text that belongs in an XML document.
enum XMLText {
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\r": result += "&#13;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
