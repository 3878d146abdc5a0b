import Sync

/// What became of rows: docs/protocol-formats.md, “Rows”.
extension ModelDossier {
  enum RowOutcome { case kept, disputed, gone }

  /// A version of a unit in a row, but those of the entry that added it.
  private struct Change {
    let unit: String
    let fact: VersionFact
  }

  /// What became of a row such as "giayTo[r1]".
  func outcome(ofRow row: String) -> RowOutcome {
    let changes = versions.filter { $0.key.hasPrefix("\(row)/") }
      .flatMap { unit, facts in facts.map { Change(unit: unit, fact: $0) } }
      .filter { $0.fact.entry != rows[row] }
    let removals = removals[row] ?? []
    let last = lastDecisions(ofRow: row)
    let named = (rowDecisions[row] ?? []).reduce(into: Set<EntryID>()) { $0.formUnion($1.over) }
    let verdicts = Set(last.map { removes($0, row) })
    if verdicts.count > 1 { return .disputed }
    if verdicts == [true] {
      let judged = removals.filter { named.contains($0.entry) }
      let isKnown = changes.allSatisfy { change in
        past(of: named, change.unit).contains(change.fact.entry)
          || judged.contains { hasSeen($0, change) }
      }
      return isKnown ? .gone : .disputed
    }
    let open = removals.filter { removal in
      !named.contains(removal.entry) && !changes.contains { $0.fact.over.contains(removal.entry) }
    }
    if open.isEmpty { return .kept }
    let isSettled = open.contains { removal in
      changes.allSatisfy { hasSeen(removal, $0) }
        && removal.seen.isSuperset(of: last.map(\.entry))
    }
    return isSettled ? .gone : .disputed
  }

  /// Decisions about a row no other names, of the entries in `seen` (all: `nil`).
  func lastDecisions(ofRow row: String, seen: Set<EntryID>? = nil) -> [RowDecisionFact] {
    let decisions = (rowDecisions[row] ?? []).filter { seen?.contains($0.entry) ?? true }
    return decisions.filter { one in !decisions.contains { $0.over.contains(one.entry) } }
  }

  /// Whether a decision keeps a removal, itself or by one it keeps.
  private func removes(_ decision: RowDecisionFact, _ row: String) -> Bool {
    guard let kept = rowDecisions[row]?.first(where: { $0.entry == decision.keep }) else {
      return removals[row]?.contains { $0.entry == decision.keep } ?? false
    }
    return removes(kept, row)
  }

  private func hasSeen(_ removal: RemovalFact, _ change: Change) -> Bool {
    let entry = change.fact.entry
    return entry.author == removal.entry.author && entry <= removal.entry
      || past(of: removal.seen, change.unit).contains(entry)
  }
}
