import Sync

/// What somebody did to a dossier, as it was written down by the simulator when it was done. The
/// model below is a second, independent reading of docs/protocol.md and shares no code with `Sync`.
struct ValueFact: Sendable {
  let entry: EntryID
  /// `nil`: cleared.
  let value: String?
  let source: Int
  let over: Set<EntryID>
}

/// A row somebody removed, and the values of it he saw.
struct RemovalFact {
  let entry: EntryID
  let seen: Set<EntryID>
}

/// Somebody decided that a row stays or goes.
struct RowDecisionFact: Sendable {
  let entry: EntryID
  let keep: EntryID
  /// What he saw, the side he kept among it.
  let over: Set<EntryID>
}

struct StatusFact {
  let entry: EntryID
  let to: Int
  let over: Set<EntryID>
  var isByProvince = false
}

struct FileFact {
  let entry: EntryID
  let sha256: String
  let over: Set<EntryID>
}

/// One dossier as it must come out, whoever looks.
struct ModelDossier: Sendable {
  let id: EntryID
  let code: String
  let unit: String
  let authority: String
  let returnUnit: String
  let token: String
  /// Somebody was told that it is on the disk.
  var isPromised = false
  var erasure: EntryID?
  var isErased: Bool { erasure != nil }
  var values: [String: [ValueFact]] = [:]
  var statuses: [StatusFact] = []
  var rows: [String: EntryID] = [:]
  var removals: [String: [RemovalFact]] = [:]
  var rowDecisions: [String: [RowDecisionFact]] = [:]
  var files: [FileFact] = []
  var unknown: Set<EntryID> = []

  /// Units that read it.
  var units: Set<String> { [unit, authority, returnUnit] }
}

extension StatusFact: Sendable {}
extension FileFact: Sendable {}
extension RemovalFact: Sendable {}
