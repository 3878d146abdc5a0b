import Identity
import Sync

/// Dossiers that may be one matter: docs/protocol.md, “Duplicates”, and docs/protocol-formats.md,
/// “Files, duplicates, events”.
extension ModelDossier {
  /// Whether work on it goes on: what was not accepted, withdrawn, stopped or returned has ended.
  var isOpen: Bool { !isErased && ![3, 7, 8, 10].contains(standingStatus.to) }

  /// Of those given at once “not the same” stands, else the one with the lowest entry id.
  func verdict(about other: EntryID) -> VerdictFact? {
    let heads = verdictHeads(about: other)
    return (heads.filter { !$0.isSame } + heads.filter(\.isSame)).first { head in
      !heads.contains { $0.isSame == head.isSame && $0.entry < head.entry }
    }
  }

  /// Verdicts no other one replaces, of those somebody has seen.
  func verdictHeads(about other: EntryID, seen: Set<EntryID>? = nil) -> [VerdictFact] {
    heads(of: verdicts[other] ?? [], seen: seen)
  }

  mutating func readWhatWasTold(_ entries: [Entry], by hub: DeviceID) {
    told = [:]
    for entry in entries where entry.kind == "dossier.suspected" && entry.id.author == hub {
      guard let other = entry.content?["dossier"]?.string.flatMap({ EntryID($0) }) else { continue }
      told[other, default: []].insert(entry.id)
    }
  }

  /// What the hub told of and nobody judged in this one.
  var suspected: Set<EntryID> { Set(told.keys.filter { verdict(about: $0) == nil }) }

  /// A verdict about either stands in the other.
  func isJudged(with other: ModelDossier) -> Bool {
    verdict(about: other.id) != nil || other.verdict(about: id) != nil
  }

  /// The personal number in the answer that stands.
  var number: String? {
    standing(World.number).flatMap { $0.count == 12 && $0.allSatisfy(\.isNumber) ? $0 : nil }
  }

  /// Whether subject and applicant are the same, as far as both have them.
  func isNamed(like other: ModelDossier) -> Bool {
    World.names.allSatisfy { path in
      let (one, two) = (standing(path), other.standing(path))
      return one == nil || two == nil || one == two
    }
  }

  /// What a device holds beside that of others: subject, and number or else applicant.
  var matter: [String]? {
    guard let subject = standing(World.names[0]),
      let person = standing(World.number) ?? standing(World.names[1])
    else { return nil }
    return [subject, person]
  }

  /// Received within 30 days of the other, by the clocks of those who received them.
  func isNear(_ other: ModelDossier) -> Bool {
    let (distance, overflow) = receivedAt.subtractingReportingOverflow(other.receivedAt)
    return !overflow && distance.magnitude <= 30 * 24 * 3600 * 1000
  }
}
