import Foundation

/// What people say for what the procedures say: `search-words.json` beside the procedures.
package struct SearchWords: Sendable, Hashable, Decodable {
  package static let fileName = "search-words.json"
  package static let none = SearchWords(abbreviations: [:], synonyms: [], fillers: [], phrases: [:])

  /// One word each, written out: "ks" is "khai sinh".
  let abbreviations: [String: String]
  /// Groups of words that mean the same here.
  let synonyms: [[String]]
  /// Words that say nothing about the procedure.
  let fillers: Set<String>
  /// How people ask for a procedure, by its code; beside the keywords of the procedure itself.
  let phrases: [String: [String]]

  private init(
    abbreviations: [String: String], synonyms: [[String]], fillers: Set<String>,
    phrases: [String: [String]]
  ) {
    self.abbreviations = abbreviations
    self.synonyms = synonyms
    self.fillers = fillers
    self.phrases = phrases
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case abbreviations, synonyms, fillers, phrases
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
    self.init(
      abbreviations: try container.decode([String: String].self, forKey: .abbreviations),
      synonyms: try container.decode([[String]].self, forKey: .synonyms),
      fillers: Set(try container.decode([String].self, forKey: .fillers)),
      phrases: try container.decode([String: [String]].self, forKey: .phrases))
  }

  /// The words of a folder; none if it has no such file.
  static func read(in folder: URL) throws -> SearchWords {
    let file = folder.appendingPathComponent(fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return .none }
    return try JSONFile.read(SearchWords.self, at: file)
  }

  /// The words of several folders together; a broken file is reported and left out.
  static func reading(_ folders: [URL], faults: inout [CatalogueFault]) -> SearchWords {
    var all = SearchWords.none
    for folder in Set(folders).sorted(by: { $0.path < $1.path }) {
      do {
        all = all.joined(with: try read(in: folder))
      } catch { faults.append(CatalogueFault(place: fileName, error: error)) }
    }
    return all
  }

  private func joined(with other: SearchWords) -> SearchWords {
    SearchWords(
      abbreviations: abbreviations.merging(other.abbreviations) { $1 },
      synonyms: synonyms + other.synonyms, fillers: fillers.union(other.fillers),
      phrases: phrases.merging(other.phrases) { $0 + $1 })
  }
}

/// A word of a text with its marks, and as it is searched.
struct SearchWord: Hashable {
  let folded: String
  /// Letters and marks in one order, so that "hoà" and "hòa" are the same.
  private let spelled: [Unicode.Scalar]
  private let hasMarks: Bool

  init(_ text: Substring) {
    folded = FoldedText.fold(String(text))
    let lower = text.lowercased()
    spelled = lower.decomposedStringWithCanonicalMapping.unicodeScalars.sorted()
    hasMarks = lower != folded
  }

  /// Whether this word may stand for another: one typed without marks stands for all of its
  /// spellings, one with marks for its own only.
  func mayBe(_ other: SearchWord) -> Bool {
    folded == other.folded && (!hasMarks || !other.hasMarks || spelled == other.spelled)
  }

  static func words(of text: String) -> [SearchWord] {
    text.split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "’" }.map(SearchWord.init)
  }
}

/// The data of ``SearchWords`` ready for use: brings texts into one wording.
struct SearchWording {
  private struct Rule {
    let from: [SearchWord]
    let to: [SearchWord]
  }

  private let abbreviations: [Rule]
  private let synonyms: [Rule]
  private let fillers: [SearchWord]

  init(_ words: SearchWords) {
    abbreviations = Self.sorted(
      words.abbreviations.map {
        Rule(from: SearchWord.words(of: $0.key), to: SearchWord.words(of: $0.value))
      })
    synonyms = Self.sorted(
      words.synonyms.flatMap { group in
        group.dropFirst().map {
          Rule(from: SearchWord.words(of: $0), to: SearchWord.words(of: group[0]))
        }
      })
    fillers = words.fillers.flatMap { SearchWord.words(of: $0) }
  }

  /// The longest first ("giấy khai sinh" before "khai sinh"), then in a fixed order.
  private static func sorted(_ rules: [Rule]) -> [Rule] {
    func name(_ rule: Rule) -> String { rule.from.map(\.folded).joined(separator: " ") }
    return rules.filter { !$0.from.isEmpty }.sorted {
      ($1.from.count, name($0)) < ($0.from.count, name($1))
    }
  }

  /// The words of a text in one wording, without fillers unless it has nothing else.
  func words(of text: String) -> [SearchWord] {
    let words = Self.applied(
      synonyms, to: Self.applied(abbreviations, to: SearchWord.words(of: text)))
    let telling = words.filter { word in !fillers.contains { word.mayBe($0) } }
    return telling.isEmpty ? words : telling
  }

  private static func applied(_ rules: [Rule], to text: [SearchWord]) -> [SearchWord] {
    var words = text[...]
    var result: [SearchWord] = []
    while !words.isEmpty {
      let rule = rules.first { rule in
        rule.from.count <= words.count && zip(words, rule.from).allSatisfy { $0.mayBe($1) }
      }
      if let rule {
        result += rule.to
        words = words.dropFirst(rule.from.count)
      } else {
        result.append(words.removeFirst())
      }
    }
    return result
  }
}
