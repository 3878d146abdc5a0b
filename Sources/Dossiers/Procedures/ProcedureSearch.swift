/// A procedure found by a search, and the words that led to it.
package struct ProcedureHit: Sendable, Hashable, Codable {
  package let code: String
  package let name: LocalizedText
  package let why: LocalizedText
}

extension ProcedureCatalogue {
  /// The procedures in force that best fit what was typed, best first.
  ///
  /// Marks and word order do not matter. If nothing holds every word, those that hold at least
  /// half of them are offered, since people ask in whole phrases. An empty text finds everything.
  package func search(_ text: String, on date: CivilDate) -> [ProcedureHit] {
    let query = FoldedText(String(text.prefix(Self.longestQuery)))
    let matches = inForce(on: date).compactMap { entry in
      ProcedureMatch(entry.procedure, query: query, raw: text)
    }
    let complete = matches.filter(\.isComplete)
    return (complete.isEmpty ? matches : complete).sorted().map(\.hit)
  }

  /// Characters of a query that are looked at.
  package static let longestQuery = 200
}

/// How well one procedure fits a query; sorts the best first.
private struct ProcedureMatch: Comparable {
  let hit: ProcedureHit
  let isComplete: Bool
  private let score: Int

  init?(_ procedure: Procedure, query: FoldedText, raw: String) {
    let typed = raw.filter { !$0.isWhitespace }
    if !typed.isEmpty, procedure.code.hasPrefix(typed) {
      isComplete = true
      score = 1_000
      hit = Self.hit(procedure, vi: "mã thủ tục", en: "procedure code")
      return
    }
    let names = [procedure.name.vi, procedure.name.en].map(FoldedText.init)
    let keywords = procedure.keywords.map { (text: $0, folded: FoldedText($0)) }
    var points = 0
    var found = 0
    for token in query.tokens {
      let inNames = names.map { $0.weight(of: token) * 3 }.max() ?? 0
      let inKeywords = keywords.map { $0.folded.weight(of: token) * 2 }.max() ?? 0
      points += max(inNames, inKeywords)
      found += max(inNames, inKeywords) > 0 ? 1 : 0
    }
    guard found * 2 >= query.tokens.count else { return nil }
    let phrase = keywords.first { !query.key.isEmpty && $0.folded.key == query.key }
    if phrase != nil { points += 30 }
    if !query.key.isEmpty, names.contains(where: { $0.key.contains(query.key) }) { points += 20 }
    isComplete = found == query.tokens.count
    score = points
    let best = phrase ?? keywords.first { $0.folded.matches(query) }
    if names.contains(where: { $0.matches(query) }) || best == nil {
      hit = Self.hit(procedure, vi: "tên thủ tục", en: "name")
    } else {
      let text = best?.text ?? ""
      hit = Self.hit(procedure, vi: "từ khoá: \(text)", en: "keyword: \(text)")
    }
  }

  private static func hit(_ procedure: Procedure, vi: String, en: String) -> ProcedureHit {
    ProcedureHit(
      code: procedure.code, name: procedure.name, why: LocalizedText(vi: vi, en: en))
  }

  static func < (left: ProcedureMatch, right: ProcedureMatch) -> Bool {
    (right.score, left.hit.code) < (left.score, right.hit.code)
  }
}

extension FoldedText {
  /// 2 for a whole word, 1 for the beginning of one, 0 otherwise.
  fileprivate func weight(of token: String) -> Int {
    searchable.contains(token) ? 2 : searchable.contains { $0.hasPrefix(token) } ? 1 : 0
  }
}
