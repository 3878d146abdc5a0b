import Foundation

/// Orders Vietnamese words as dictionaries do: by letters (a ă â b c d đ e ê …), then by tone
/// (ngang, huyền, hỏi, ngã, sắc, nặng), word by word.
package struct VietnameseSortKey: Sendable, Hashable, Comparable {
  private struct Word: Sendable, Hashable, Comparable {
    var letters: [UInt32] = []
    var tones: [UInt8] = []

    static func < (left: Word, right: Word) -> Bool {
      if left.letters != right.letters {
        return left.letters.lexicographicallyPrecedes(right.letters)
      }
      return left.tones.lexicographicallyPrecedes(right.tones)
    }
  }

  private let words: [Word]

  package init(_ text: String) {
    self.init(words: text.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  init(words: [String]) { self.words = words.map(Self.word) }

  package static func < (left: VietnameseSortKey, right: VietnameseSortKey) -> Bool {
    left.words.lexicographicallyPrecedes(right.words)
  }

  private static let alphabet: [UInt32: UInt32] = Dictionary(
    "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz".unicodeScalars.enumerated().map {
      ($1.value, UInt32($0) + 1)
    }, uniquingKeysWith: { first, _ in first })

  /// Combining grave, hook above, tilde, acute, dot below.
  private static let tones: [UInt32: UInt8] = [
    0x300: 1, 0x309: 2, 0x303: 3, 0x301: 4, 0x323: 5,
  ]

  private static func word(_ text: String) -> Word {
    var word = Word()
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
      if let tone = tones[scalar.value] {
        if !word.tones.isEmpty { word.tones[word.tones.count - 1] = tone }
        continue
      }
      if let mark = marked(word.letters.last, with: scalar) {
        word.letters[word.letters.count - 1] = mark
        continue
      }
      // Letters of other scripts sort behind, punctuation before; both by code point.
      let isLetter = scalar.properties.isAlphabetic
      word.letters.append(alphabet[scalar.value] ?? (isLetter ? 0x10000 + scalar.value : 0))
      word.tones.append(0)
    }
    return word
  }

  /// The letter that breve, circumflex or horn make of the one before: ă, â, ê, ô, ơ, ư.
  private static func marked(_ last: UInt32?, with mark: Unicode.Scalar) -> UInt32? {
    let pairs: [UInt32: [String: String]] = [
      0x306: ["a": "ă"], 0x302: ["a": "â", "e": "ê", "o": "ô"], 0x31B: ["o": "ơ", "u": "ư"],
    ]
    guard let last, let candidates = pairs[mark.value] else { return nil }
    for (plain, result) in candidates where alphabet[plain.unicodeScalars.first?.value ?? 0] == last
    {
      return result.unicodeScalars.first.flatMap { alphabet[$0.value] }
    }
    return nil
  }
}
