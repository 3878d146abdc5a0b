import Dossiers
import Foundation
import GRDB
import Identity
import Sync
import Synchronization

/// All summaries, unsealed, in memory. It follows the table by its change numbers, so commits of
/// other processes are seen as well.
final class SearchIndex: Sendable {
  private struct Item {
    let id: SubjectID
    let record: SummaryRecord
    /// The words as a C string, each with a space before it.
    let words: [CChar]
  }

  private struct State {
    var change = 0
    /// Grows when summaries are removed.
    var generation = 0
    var items: [String: Item] = [:]
    /// All of them in order, as long as nothing changed.
    var list: (unsent: UnsentEntries, summaries: [DossierSummary])?
    /// Dossiers of the same matter, likewise.
    var twins: [SubjectID: [SubjectID]]?
    /// Codes of several dossiers, in upper case, likewise.
    var shared: [String: [SubjectID]]?
  }

  private let state = Mutex(State())

  /// Takes in what changed since the last time.
  func refresh(_ reader: JournalReader) throws {
    let generation =
      try Int.fetchOne(
        reader.db, sql: "SELECT last FROM counter WHERE name = 'generation' AND period = ''") ?? 0
    let known = state.withLock { state in
      if state.generation != generation { state = State(generation: generation) }
      return state.change
    }
    let rows = try Row.fetchAll(
      reader.db, sql: "SELECT subject, change, sealed FROM summary WHERE change > ?",
      arguments: [known])
    guard !rows.isEmpty else { return }
    var newest = known
    var items: [String: Item] = [:]
    for row in rows {
      let subject: String = row[0]
      newest = max(newest, row[1])
      guard let id = EntryID(subject) else {
        throw StoreError(.damaged, "The summary of \(subject) names no dossier.")
      }
      let record = try reader.context.open(
        row[2], at: .summary(subject), read: SummaryRecord.init(encoded:))
      items[subject] = Item(id: id, record: record, words: Self.words(record))
    }
    state.withLock { state in
      state.items.merge(items) { _, new in new }
      state.change = max(state.change, newest)
      state.list = nil
      state.twins = nil
      state.shared = nil
    }
  }

  func forget() {
    state.withLock { $0 = State() }
  }

  func all(unsent: UnsentEntries) -> [DossierSummary] {
    state.withLock { state in
      if let list = state.list, list.unsent == unsent { return list.summaries }
      let twins = Self.twins(&state)
      let shared = Self.shared(&state)
      let summaries = state.items.values
        .map { item in
          var summary = Self.summary(item, unsent, shared)
          if twins[item.id] != nil { summary.flags.insert(.possibleDuplicate) }
          return summary
        }
        .sorted { ($0.receivedAt, $0.id) > ($1.receivedAt, $1.id) }
      state.list = (unsent, summaries)
      return summaries
    }
  }

  /// Open dossiers of the same matter as this one, here or by the hub's word, unsettled by a
  /// verdict, by id.
  func twins(of id: SubjectID) -> [SubjectID] {
    state.withLock { Self.twins(&$0)[id] ?? [] }
  }

  /// Codes that several dossiers have, in upper case.
  func sharedCodes() -> [String: [SubjectID]] {
    state.withLock { Self.shared(&$0) }
  }

  private static func shared(_ state: inout State) -> [String: [SubjectID]] {
    if let known = state.shared { return known }
    var named: [String: Set<SubjectID>] = [:]
    for item in state.items.values {
      for code in [item.record.code] + item.record.officialCodes where !code.isEmpty {
        named[code.uppercased(), default: []].insert(item.id)
      }
    }
    let result = named.filter { $0.value.count > 1 }.mapValues { $0.sorted() }
    state.shared = result
    return result
  }

  private static func summary(
    _ item: Item, _ unsent: UnsentEntries, _ shared: [String: [SubjectID]]
  ) -> DossierSummary {
    var summary = item.record.summary(item.id, unsent: unsent)
    if shared[summary.code.uppercased()] != nil { summary.flags.insert(.codeShared) }
    return summary
  }

  private static func twins(_ state: inout State) -> [SubjectID: [SubjectID]] {
    if let known = state.twins { return known }
    let items = state.items.values.filter(\.record.isOpen)
    var found: [SubjectID: Set<SubjectID>] = [:]
    let known = items.filter { !$0.record.matter.isEmpty }
    for group in Dictionary(grouping: known, by: \.record.matter).values where group.count > 1 {
      for item in group {
        let others = group.filter { $0.id != item.id && !isJudged(item, $0) }
        if !others.isEmpty { found[item.id] = Set(others.map(\.id)) }
      }
    }
    for item in items {
      for other in item.record.suspected {
        let here = state.items[other]
        // What left this unit goes on elsewhere.
        let isPast = here.map {
          isJudged(item, $0) || !$0.record.isOpen && !$0.record.flags.contains(.left)
        }
        guard let id = EntryID(other), isPast != true else { continue }
        found[item.id, default: []].insert(id)
        // The hub says it in both; what this device has may be of different age.
        if here != nil { found[id, default: []].insert(item.id) }
      }
    }
    let result = found.mapValues { $0.sorted() }
    state.twins = result
    return result
  }

  private static func isJudged(_ one: Item, _ other: Item) -> Bool {
    one.record.judged.contains(other.id.description)
      || other.record.judged.contains(one.id.description)
  }

  /// Dossiers where every word of the query begins a word, newest received first.
  func search(_ text: String, limit: Int, unsent: UnsentEntries) -> [DossierSummary] {
    let queries = Self.queries(text)
    guard !queries.isEmpty else { return [] }
    let (items, shared) = state.withLock { (Array($0.items.values), Self.shared(&$0)) }
    let hits = items.filter { item in
      queries.allSatisfy { alternatives in
        alternatives.contains { Self.contains(item.words, $0) }
      }
    }
    return hits.sorted { ($0.record.receivedAt, $0.id) > ($1.record.receivedAt, $1.id) }
      .prefix(limit).map { Self.summary($0, unsent, shared) }
  }

  /// Each word of a query, as text folded and as it was typed: codes keep their hyphens.
  private static func queries(_ text: String) -> [[[CChar]]] {
    text.split(whereSeparator: \.isWhitespace).compactMap { part in
      let typed = part.lowercased()
      var alternatives = [cText(typed)]
      let tokens = FoldedText(String(part)).tokens
      if tokens.count == 1 { alternatives.append(cText(tokens[0])) }
      let digits = part.filter { $0.isNumber }
      let isNumber = part.allSatisfy { $0.isNumber || ".-+()".contains($0) }
      if isNumber, !digits.isEmpty { alternatives.append(cText(digits)) }
      return alternatives
    }
  }

  private static func words(_ record: SummaryRecord) -> [CChar] {
    cText(record.words.replacing("\n", with: " "))
  }

  /// A NUL inside would end the text early, so it becomes a space.
  private static func cText(_ text: String) -> [CChar] {
    (" " + text).utf8.map { $0 == 0 ? 0x20 : CChar(bitPattern: $0) } + [0]
  }

  private static func contains(_ words: [CChar], _ query: [CChar]) -> Bool {
    words.withUnsafeBufferPointer { text in
      query.withUnsafeBufferPointer { part in
        guard let text = text.baseAddress, let part = part.baseAddress else { return false }
        return strstr(text, part) != nil
      }
    }
  }
}
