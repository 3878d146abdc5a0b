package import Dossiers
package import Foundation
import Mustache

/// The screens' texts in one language: a tree, named `page.item`.
package struct Texts: Sendable, MustacheParent {
  indirect enum Node: Sendable {
    case text(String)
    case branch([String: Node])
  }

  package let language: Language
  private let nodes: [String: Node]

  /// - Parameter json: an object of objects and strings.
  package init(json: Data, language: Language) throws {
    guard case .branch(let nodes) = try Self.node(JSONSerialization.jsonObject(with: json)) else {
      throw KioskError("The texts for “\(language.rawValue)” must be a JSON object.")
    }
    self.nodes = nodes
    self.language = language
  }

  private init(nodes: [String: Node], language: Language) {
    self.nodes = nodes
    self.language = language
  }

  /// These texts, and where there is none, another language's.
  func over(_ other: Texts) -> Texts {
    func merge(_ mine: [String: Node], _ theirs: [String: Node]) -> [String: Node] {
      theirs.merging(mine) { theirs, mine in
        guard case .branch(let one) = mine, case .branch(let two) = theirs else { return mine }
        return .branch(merge(one, two))
      }
    }
    return Texts(nodes: merge(nodes, other.nodes), language: language)
  }

  /// The same texts on the screens of someone who reads another language.
  func spoken(_ language: Language) -> Texts { Texts(nodes: nodes, language: language) }

  /// All names of texts, sorted.
  package var names: [String] {
    func walk(_ nodes: [String: Node], _ prefix: String) -> [String] {
      nodes.flatMap { name, node in
        switch node {
        case .text: [prefix + name]
        case .branch(let children): walk(children, prefix + name + ".")
        }
      }
    }
    return walk(nodes, "").sorted()
  }

  /// The text of a name with `{argument}` filled in; a name that is missing answers itself, which
  /// the tests look for.
  package func callAsFunction(_ name: String, _ arguments: [String: String] = [:]) -> String {
    var children = nodes
    for part in name.split(separator: ".") {
      switch children[String(part)] {
      case .branch(let next): children = next
      case .text(let text):
        return arguments.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
      case nil: return name
      }
    }
    return name
  }

  package func child(named name: String) -> Any? {
    switch nodes[name] {
    case .text(let text): text
    case .branch(let children): Texts(nodes: children, language: language)
    case nil: nil
    }
  }

  private static func node(_ json: Any) throws -> Node {
    if let text = json as? String { return .text(text) }
    guard let object = json as? [String: Any] else {
      throw KioskError("The texts must consist of objects and strings only.")
    }
    return .branch(try object.mapValues(node))
  }
}

/// Why the screens cannot start: one sentence.
package struct KioskError: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) {
    self.description = description
  }
}
