import Foundation

/// A text as it is searched: no tone or vowel marks, đ as d, lower case, words in any order.
///
/// "Hoà" and "Hòa", "Thuỷ" and "Thủy" fold alike. What was written is never changed by it.
package struct FoldedText: Sendable, Hashable {
  /// The folded words joined by single spaces.
  package let key: String
  package let tokens: [String]
  /// The words plus those an apostrophe or a hyphen cuts, written as one: "h'hen" also as "hhen".
  let searchable: [String]

  package init(_ text: String) {
    let folded = Self.fold(text)
    let tokens = folded.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    self.tokens = tokens
    key = tokens.joined(separator: " ")
    let joined = folded.split(whereSeparator: \.isWhitespace).map { word in
      String(word.filter { $0.isLetter || $0.isNumber })
    }
    searchable = tokens + joined.filter { !$0.isEmpty && !tokens.contains($0) }
  }

  /// Whether every word of `query` begins a word of this text, in whatever order.
  package func matches(_ query: FoldedText) -> Bool {
    query.tokens.allSatisfy { token in searchable.contains { $0.hasPrefix(token) } }
  }

  /// Strips marks, turns đ into d and lowers the case; punctuation stays.
  package static func fold(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
      if scalar.properties.generalCategory == .nonspacingMark { continue }
      switch scalar {
      case "đ", "Đ": result.append("d")
      case "’", "‘", "ʼ": result.append("'")
      default: result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    return String(result)
  }
}
