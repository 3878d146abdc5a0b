import Foundation

/// Printed words with names in braces that stand for the dossier's data: `Mã hồ sơ: {code}`,
/// `{owner|upper}`, bold between double stars.
package struct LayoutText: Sendable, Hashable {
  package enum Change: String, Sendable, Hashable, CaseIterable {
    /// All letters large.
    case upper
    /// The first letter large.
    case capital

    fileprivate func apply(to value: inout String) {
      switch self {
      case .upper: value = value.uppercased()
      case .capital: value = value.prefix(1).uppercased() + value.dropFirst()
      }
    }
  }

  package enum Piece: Sendable, Hashable {
    case words(String, isBold: Bool)
    case name(String, Change?, isBold: Bool)
  }

  package let pieces: [Piece]

  package enum Fault: Error, Hashable {
    case openBrace
    case unknownChange(String)
    case openStars
  }

  package init(_ text: String) throws(Fault) {
    var pieces: [Piece] = []
    var isBold = false
    var words = ""
    var rest = text[...]
    func flush() {
      if !words.isEmpty { pieces.append(.words(words, isBold: isBold)) }
      words = ""
    }
    while let character = rest.first {
      if rest.hasPrefix("**") {
        flush()
        isBold.toggle()
        rest = rest.dropFirst(2)
      } else if character == "{" {
        flush()
        guard let close = rest.firstIndex(of: "}") else { throw .openBrace }
        pieces.append(try Self.name(rest[rest.index(after: rest.startIndex)..<close], isBold))
        rest = rest[rest.index(after: close)...]
      } else {
        words.append(character)
        rest = rest.dropFirst()
      }
    }
    flush()
    guard !isBold else { throw .openStars }
    self.pieces = pieces
  }

  private static func name(_ inside: Substring, _ isBold: Bool) throws(Fault) -> Piece {
    let parts = inside.split(separator: "|", maxSplits: 1).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard parts.count > 1 else { return .name(parts.first ?? "", nil, isBold: isBold) }
    guard let change = Change(rawValue: parts[1]) else { throw .unknownChange(parts[1]) }
    return .name(parts[0], change, isBold: isBold)
  }

  package var names: [String] {
    pieces.compactMap { if case .name(let name, _, _) = $0 { name } else { nil } }
  }

  /// Left where a name in a sentence has no value.
  static let blank = "……………"

  struct Filled {
    var text: String
    var isBold: Bool
  }

  /// The words with values put in. A text that is nothing but an empty value is empty; an empty
  /// value within words is a dotted blank.
  func filled(_ values: [String: String]) -> [Filled] {
    let isAlone = !pieces.contains { piece in
      if case .words(let words, _) = piece { !words.allSatisfy(\.isWhitespace) } else { false }
    }
    return pieces.compactMap { piece in
      switch piece {
      case .words(let words, let isBold):
        return Filled(text: words, isBold: isBold)
      case .name(let name, let change, let isBold):
        var value = PrintableText.clean(values[name] ?? "")
        if value.isEmpty { return isAlone ? nil : Filled(text: Self.blank, isBold: false) }
        change?.apply(to: &value)
        return Filled(text: value, isBold: isBold)
      }
    }
  }

  func plain(_ values: [String: String]) -> String {
    filled(values).map(\.text).joined().trimmingCharacters(in: .whitespaces)
  }

  /// The words with values put in as they are, for machines: two spaces of a signed text are not
  /// one, as they are in a sentence.
  func exact(_ values: [String: String]) -> String {
    pieces.map { piece in
      switch piece {
      case .words(let words, _): return words
      case .name(let name, let change, _):
        var value = values[name] ?? ""
        change?.apply(to: &value)
        return value
      }
    }.joined()
  }
}
