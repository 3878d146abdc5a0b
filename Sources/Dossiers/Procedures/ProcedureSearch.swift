import Foundation
import Synchronization

/// A procedure found by a search, and the words that led to it.
package struct ProcedureHit: Sendable, Hashable, Codable {
  package let code: String
  package let name: LocalizedText
  package let why: LocalizedText
}

extension ProcedureCatalogue {
  /// The procedures in force that best fit what was typed, best first.
  ///
  /// Marks, word order and one wrong letter in a word do not matter; abbreviations and other words
  /// for the same thing come from the catalogue's ``words``. Rare words count more than common
  /// ones, words that stand together as in a name or keyword count more than scattered ones. An
  /// empty text finds everything.
  package func search(_ text: String, on date: CivilDate) -> [ProcedureHit] {
    let text = String(text.prefix(Self.longestQuery))
    let procedures = inForce(on: date).map(\.procedure)
    let typed = text.filter { !$0.isWhitespace }
    if typed.isEmpty || procedures.contains(where: { $0.code.hasPrefix(typed) }) {
      return procedures.filter { $0.code.hasPrefix(typed) }.map {
        ProcedureHit(
          code: $0.code, name: $0.name, why: LocalizedText(vi: "mã thủ tục", en: "procedure code"))
      }
    }
    return index.of(procedures, words).hits(text)
  }

  /// Characters of a query that are looked at.
  package static let longestQuery = 200
}

/// Keeps the index of the procedures that were searched last: making one takes longer than using
/// it.
final class SearchIndex: Sendable {
  private let last = Mutex<(codes: [String], index: ProcedureIndex)?>(nil)

  func of(_ procedures: [Procedure], _ words: SearchWords) -> ProcedureIndex {
    let codes = procedures.map { "\($0.code) \($0.version)" }
    if let last = last.withLock({ $0 }), last.codes == codes { return last.index }
    let index = ProcedureIndex(procedures, words: words)
    last.withLock { $0 = (codes, index) }
    return index
  }
}

/// The texts of procedures, ready to be compared with a query.
struct ProcedureIndex {
  private let wording: SearchWording
  private let entries: [IndexedProcedure]
  /// How rare a word is among the procedures.
  private let rarity: [String: Double]

  /// A hit has at least this part of what the query's words weigh, and of the best hit's score.
  private static let leastShare = 0.34
  private static let leastOfBest = 0.25

  init(_ procedures: [Procedure], words: SearchWords) {
    let wording = SearchWording(words)
    self.wording = wording
    entries = procedures.map {
      IndexedProcedure($0, phrases: words.phrases[$0.code] ?? [], wording)
    }
    var counts: [String: Int] = [:]
    for entry in entries { for word in entry.vocabulary { counts[word, default: 0] += 1 } }
    let total = Double(entries.count)
    rarity = counts.mapValues { log(1 + total / Double($0)) }
  }

  func hits(_ text: String) -> [ProcedureHit] {
    let query = wording.words(of: text).map { SearchTerm($0, known: rarity) }
    let weight = query.reduce(0) { $0 + $1.weight }
    let found = entries.compactMap { entry -> (score: Double, entry: IndexedProcedure)? in
      let (share, score) = entry.score(query, rarity)
      return share >= weight * Self.leastShare && score > 0 ? (score, entry) : nil
    }
    guard let best = found.map(\.score).max() else { return [] }
    return found.filter { $0.score >= best * Self.leastOfBest }
      .sorted { ($1.score, $0.entry.code) < ($0.score, $1.entry.code) }
      .map { $0.entry.hit(query) }
  }
}

/// One word of a query: what it may be in a text, and how much it tells.
struct SearchTerm {
  let word: SearchWord
  /// Known words it may stand for, with how well.
  let meanings: [String: Double]
  let weight: Double

  /// Shortest word in which one wrong letter is forgiven.
  private static let leastForTypo = 3
  private static let typoFit = 0.7
  private static let prefixFit = 0.6

  init(_ word: SearchWord, known: [String: Double]) {
    self.word = word
    var meanings: [String: Double] = [:]
    if known[word.folded] != nil {
      meanings[word.folded] = 1
    } else {
      for other in known.keys where other.hasPrefix(word.folded) {
        meanings[other] = Self.prefixFit
      }
      if meanings.isEmpty, word.folded.count >= Self.leastForTypo {
        for other in known.keys where Self.isOneLetterOff(word.folded, other) {
          meanings[other] = Self.typoFit
        }
      }
    }
    self.meanings = meanings
    // A word nobody knows makes the whole less sure.
    weight = meanings.keys.map { known[$0] ?? 0 }.max() ?? (known.values.max() ?? 1) / 2
  }

  /// One letter more, fewer or other, or two neighbours exchanged.
  static func isOneLetterOff(_ left: String, _ right: String) -> Bool {
    var (one, two) = (Array(left.utf8)[...], Array(right.utf8)[...])
    guard abs(one.count - two.count) <= 1 else { return false }
    while let first = one.first, first == two.first {
      one = one.dropFirst()
      two = two.dropFirst()
    }
    while let last = one.last, last == two.last {
      one = one.dropLast()
      two = two.dropLast()
    }
    if one.count <= 1 && two.count <= 1 { return one.count + two.count > 0 }
    return one.count == 2 && two.count == 2 && one.elementsEqual(two.reversed())
  }
}

/// One procedure's name, keywords and phrases.
struct IndexedProcedure {
  private struct Text {
    let original: String
    let words: [SearchWord]
    let isName: Bool
    let weight: Double
  }

  let code: String
  private let name: LocalizedText
  private let texts: [Text]
  let vocabulary: Set<String>

  init(_ procedure: Procedure, phrases: [String], _ wording: SearchWording) {
    code = procedure.code
    name = procedure.name
    let names = [procedure.name.vi, procedure.name.en]
    texts =
      names.map { Text(original: $0, words: wording.words(of: $0), isName: true, weight: 1) }
      + (procedure.keywords + phrases).map {
        Text(original: $0, words: wording.words(of: $0), isName: false, weight: 0.9)
      }
    vocabulary = Set(texts.flatMap { $0.words.map(\.folded) })
  }

  /// How much of the query is here at all, and how well it fits.
  func score(_ query: [SearchTerm], _ rarity: [String: Double]) -> (share: Double, score: Double) {
    var share = 0.0
    var sum = 0.0
    for term in query {
      let fits = texts.map { text in (Self.fit(term, text.words)) * text.weight }
      let best = fits.max() ?? 0
      share += best > 0 ? term.weight : 0
      sum += term.weight * best
    }
    let together = texts.map { bonus(query, $0, rarity) }.max() ?? 0
    let unasked = texts.filter(\.isName).map { text in
      text.words.filter { word in !query.contains { Self.fits($0, word) > 0 } }
        .reduce(0) { $0 + (rarity[$1.folded] ?? 0) }
    }.min()
    return (share, sum + together - 0.1 * (unasked ?? 0))
  }

  /// Words that stand together in the query as they do in a text; more if the text is whole.
  private func bonus(_ query: [SearchTerm], _ text: Text, _ rarity: [String: Double]) -> Double {
    var best = 0.0
    for start in query.indices {
      for begin in text.words.indices {
        var length = 0
        var weight = 0.0
        while start + length < query.count, begin + length < text.words.count {
          let fit = Self.fits(query[start + length], text.words[begin + length])
          guard fit > 0 else { break }
          weight += fit * query[start + length].weight
          length += 1
        }
        guard length > 0 else { continue }
        let isWhole = length == text.words.count
        let isAll = isWhole && length == query.count
        let value = (length > 1 ? 0.7 : 0) + (isWhole ? 0.5 : 0) + (isAll ? 0.5 : 0)
        best = max(best, weight * value * text.weight)
      }
    }
    return best
  }

  private static func fit(_ term: SearchTerm, _ words: [SearchWord]) -> Double {
    words.map { fits(term, $0) }.max() ?? 0
  }

  /// A word with other marks is another word, though it may be a slip.
  private static func fits(_ term: SearchTerm, _ word: SearchWord) -> Double {
    guard let fit = term.meanings[word.folded] else { return 0 }
    return fit == 1 && !term.word.mayBe(word) ? 0.3 : fit
  }

  func hit(_ query: [SearchTerm]) -> ProcedureHit {
    func matched(_ text: Text) -> Int { query.filter { Self.fit($0, text.words) > 0 }.count }
    let name = texts.filter(\.isName).map(matched).max() ?? 0
    let keyword = texts.filter { !$0.isName }.max {
      (matched($0), -$0.words.count) < (matched($1), -$1.words.count)
    }
    guard let keyword, matched(keyword) > name else {
      return ProcedureHit(
        code: code, name: self.name, why: LocalizedText(vi: "tên thủ tục", en: "name"))
    }
    return ProcedureHit(
      code: code, name: self.name,
      why: LocalizedText(
        vi: "từ khoá: \(keyword.original)", en: "keyword: \(keyword.original)"))
  }
}
