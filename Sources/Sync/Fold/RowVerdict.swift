import Identity

/// Somebody decided that a row stays or goes, knowing these entries.
struct RowDecision {
  let entry: Entry
  let row: String
  let keep: EntryID
  let over: Set<EntryID>
}

/// What the decisions about one row come to.
struct RowVerdict {
  /// Those no other decision knew of.
  let last: [RowDecision]
  /// Every entry the decisions knew of.
  let known: Set<EntryID>
  private let all: [EntryID: RowDecision]
  private let removals: Set<EntryID>

  init(_ decisions: [RowDecision], _ removals: [EntryID]) {
    last = decisions.filter { one in !decisions.contains { $0.over.contains(one.entry.id) } }
    known = decisions.reduce(into: []) { $0.formUnion($1.over) }
    all = Dictionary(decisions.map { ($0.entry.id, $0) }) { first, _ in first }
    self.removals = Set(removals)
  }

  /// Decided both ways at once.
  var isSplit: Bool { Set(last.map(isGone)).count > 1 }

  /// Whether the row goes; undecided rows stay.
  var isGone: Bool { last.first.map(isGone) ?? false }

  /// Whether a decision chose a removal, directly or through a decision it chose.
  func isGone(_ decision: RowDecision) -> Bool {
    var (chosen, left) = (decision.keep, all.count)
    while let further = all[chosen], left > 0 {
      chosen = further.keep
      left -= 1
    }
    return removals.contains(chosen)
  }
}
