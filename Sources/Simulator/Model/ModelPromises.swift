import Identity
import Sync

/// Which promised date stands: docs/protocol-formats.md, “Promised dates, delivery, desk, papers”.
extension ModelDossier {
  /// Takes in the date an entry promises, if it does.
  mutating func promise(_ entry: Entry) {
    guard let due = entry.content?["due"], due.object != nil else { return }
    let over = (due["over"]?.array ?? []).compactMap { $0.string.flatMap { EntryID($0) } }
    promises.append(
      PromiseFact(entry: entry.id, instant: due["instant"]?.integer, over: Set(over)))
  }

  /// The promises no other names, directly or through others, and that were not given before a
  /// status with another one; of the entries in `seen` (all: `nil`).
  func promiseHeads(seen: Set<EntryID>? = nil) -> [PromiseFact] {
    let given = promises.filter { seen?.contains($0.entry) ?? true }
    let named = Dictionary(given.map { ($0.entry, $0.over) }) { $1 }
    let replaced = given.reduce(into: Set<EntryID>()) { replaced, promise in
      replaced.formUnion(Self.past(of: promise.over, named))
      guard let status = statuses.first(where: { $0.entry == promise.entry }) else { return }
      replaced.formUnion(statusPast(status))
    }
    return given.filter { !replaced.contains($0.entry) }
  }

  /// The earliest date, none being the latest, then the lowest id; and whether they differ.
  var standingPromise: (entry: EntryID, differs: Bool)? {
    let heads = promiseHeads()
    let first = heads.min { ($0.instant ?? .max, $0.entry) < ($1.instant ?? .max, $1.entry) }
    return first.map { first in
      (first.entry, heads.contains { $0.instant != first.instant })
    }
  }
}
