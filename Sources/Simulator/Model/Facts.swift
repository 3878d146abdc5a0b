import Sync

// What somebody did to a dossier, as it was written down by the simulator when it was done. The
// model below is a second, independent reading of docs/protocol.md and shares no code with `Sync`.

/// A value given to an answer.
struct Said: Sendable {
  /// `nil`: cleared.
  let value: String?
  let source: Int
}

/// What one entry says in the place of others.
protocol ReplacingFact {
  var entry: EntryID { get }
  var over: Set<EntryID> { get }
}

/// What one entry changed of a unit of answers.
struct VersionFact: Sendable, ReplacingFact {
  let entry: EntryID
  let answers: [String: Said]
  let over: Set<EntryID>

  /// The strongest among its own changes.
  var source: Int { answers.values.map(\.source).max() ?? 0 }
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

struct StatusFact: ReplacingFact {
  let entry: EntryID
  let to: Int
  let over: Set<EntryID>
  var isByProvince = false
  /// Units it names.
  var named: [UnitRole: String] = [:]
}

/// For what a unit is named, as in the entries.
enum UnitRole: String, CaseIterable {
  /// Decides.
  case authority
  /// Hands the result over.
  case returnUnit
}

struct FileFact: ReplacingFact {
  let entry: EntryID
  let sha256: String
  let over: Set<EntryID>
}

/// A date somebody promised, and the promises he says it takes the place of.
struct PromiseFact: Sendable {
  let entry: EntryID
  /// `nil`: no date.
  let instant: Int64?
  let over: Set<EntryID>
}

/// Somebody said whether another dossier is about the same matter.
struct VerdictFact: Sendable, ReplacingFact {
  let entry: EntryID
  let isSame: Bool
  let over: Set<EntryID>
}

/// One dossier as it must come out, whoever looks.
struct ModelDossier: Sendable {
  let id: EntryID
  let code: String
  let unit: String
  /// Who was to decide at first: that says who speaks for it.
  let authority: String
  let token: String
  let receivedAt: Int64
  /// Somebody was told that it is on the disk.
  var isPromised = false
  var erasure: EntryID?
  var isErased: Bool { erasure != nil }
  /// By unit.
  var versions: [String: [VersionFact]] = [:]
  var statuses: [StatusFact] = []
  var rows: [String: EntryID] = [:]
  var removals: [String: [RemovalFact]] = [:]
  var rowDecisions: [String: [RowDecisionFact]] = [:]
  var promises: [PromiseFact] = []
  var files: [FileFact] = []
  /// Decisions about an answer, a file or the status, and what each keeps.
  var kept: [EntryID: EntryID] = [:]
  /// By the other dossier.
  var verdicts: [EntryID: [VerdictFact]] = [:]
  /// The hub's entries that say another dossier may be the same matter, by that one. When they are
  /// said depends on what came when, so they are read at the end.
  var told: [EntryID: Set<EntryID>] = [:]
  var unknown: Set<EntryID> = []

  /// Whether a change of status named another unit.
  var isNamedAnew: Bool { statuses.filter { !$0.named.isEmpty }.count > 1 }

  /// Units it concerned at some time.
  var everUnits: Set<String> { Set([unit] + statuses.flatMap(\.named.values)) }
}

extension StatusFact: Sendable {}
extension FileFact: Sendable {}
extension RemovalFact: Sendable {}
