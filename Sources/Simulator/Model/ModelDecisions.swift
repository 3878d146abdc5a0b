import Identity
import Sync

/// What people decided, as docs/protocol.md, “Decisions”, has it.
extension ModelDossier {
  /// Takes in a `dossier.decided` about an answer, a row, a file, the status or another dossier.
  mutating func decide(_ entry: Entry, isByProvince: Bool = false) {
    guard let body = entry.content else { return }
    if let other = body["duplicate"]?.string.flatMap({ EntryID($0) }) {
      verdicts[other, default: []].append(
        VerdictFact(
          entry: entry.id, isSame: body["same"]?.bool ?? false, over: Set(entry.head.replaces)))
      return
    }
    var over = Set((body["over"]?.array ?? []).compactMap { $0.string.flatMap { EntryID($0) } })
    guard let keep = (body["keep"] ?? body["status"])?.string.flatMap({ EntryID($0) }) else {
      return
    }
    over.insert(keep)
    if body["row"] == nil { kept[entry.id] = keep }
    if let unit = body["field"]?.string {
      guard let kept = versions[unit]?.first(where: { $0.entry == keep }) else { return }
      add(seen(by: kept, unit), over: over, by: entry.id)
    } else if let row = body["row"]?.string {
      rowDecisions[row, default: []].append(
        RowDecisionFact(entry: entry.id, keep: keep, over: over))
    } else if body["component"] != nil {
      guard let kept = files.first(where: { $0.entry == keep }) else { return }
      files.append(FileFact(entry: entry.id, sha256: kept.sha256, over: over))
    } else if let kept = statuses.first(where: { $0.entry == keep }) {
      statuses.append(
        StatusFact(entry: entry.id, to: kept.to, over: over, isByProvince: isByProvince))
    }
  }

  /// Of entries somebody has those that say something: a decision about an answer, a file or the
  /// status is no version while what it keeps is not there, as after a restore of the hub.
  func saying(_ seen: Set<EntryID>?) -> Set<EntryID>? {
    guard var saying = seen else { return nil }
    while let mute = kept.first(where: { saying.contains($0.key) && !saying.contains($0.value) }) {
      saying.remove(mute.key)
    }
    return saying
  }

  /// What a decision has to name at least, by one who has seen these entries.
  func mustBeNamed(by decision: JSONValue, seen: Set<EntryID>) -> Set<EntryID> {
    if let unit = decision["field"]?.string { return Set(heads(of: unit, seen: seen).map(\.entry)) }
    if decision["status"] != nil { return Set(statusHeads(seen: seen).map(\.entry)) }
    guard let row = decision["row"]?.string else { return [] }
    let inRow = versions.keys.filter { $0.hasPrefix("\(row)/") }
    return Set(
      inRow.flatMap { heads(of: $0, seen: seen).map(\.entry) }
        + lastDecisions(ofRow: row, seen: seen).map(\.entry))
  }
}
