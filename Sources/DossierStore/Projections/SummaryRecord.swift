import Dossiers
import Foundation
import Identity
import Sync

/// A summary as it lies sealed in the table, with the words it is found by.
struct SummaryRecord: Hashable {
  var code = ""
  var officialCodes: [String] = []
  var procedure = ""
  var version = ""
  var unit = ""
  var status = 0
  var receivedAt: Int64 = 0
  var due: Int64?
  var title = ""
  var applicant = ""
  var flags: [DossierSummary.Flag] = []
  var changedAt: Int64 = 0
  /// The dossier it was begun from.
  var follows: String?
  /// Folded words and numbers, joined by spaces.
  var words = ""
  /// Equal for dossiers that may be the same matter of the same person: procedure, subject and
  /// applicant. Empty when one of them is not known.
  var matter = ""
  /// Dossiers somebody said are, or are not, about the same matter.
  var judged: [String] = []
  /// Dossiers the hub suspects to be, and nobody judged in this one: this device may not have them.
  var suspected: [String] = []
  /// Whether it has or had something for a person to decide.
  var hasDisputes = false
  /// Whether answers of several devices stand side by side.
  var hasSeveralAuthors = false
  /// Where it is worked on.
  var desks: [Desk] = []
  /// The newest entry of this device: it tells what the hub has still to get.
  var ownEpoch = 0
  var ownSeq = 0

  struct Desk: Hashable {
    var desk: WorkDesk
    /// Meant for this officer only; empty: for all who sit there.
    var officer: String
    var since: Int64
  }

  /// The same for the same entries and naming, on every machine.
  init(_ state: DossierState, entries: [Entry], device: DeviceID, naming: SummaryNaming) {
    changedAt = entries.map(\.head.time).max() ?? 0
    if let own = entries.filter({ $0.head.author == device }).map(\.id).max() {
      ownEpoch = own.epoch
      ownSeq = own.seq
    }
    guard !state.isErased else {
      flags = [.erased]
      return
    }
    code = state.code
    officialCodes = state.officialCodes
    procedure = state.procedure
    version = state.version
    unit = state.unit
    status = state.status
    receivedAt = state.receivedAt
    due = state.due?.instant
    follows = state.follows?.description
    flags = Self.flags(of: state)
    hasDisputes = !state.disputes.isEmpty || !state.decided.isEmpty
    hasSeveralAuthors = state.answerAuthors.count > 1
    desks = state.desks.map { Desk(desk: $0.desk, officer: $0.officer, since: $0.since) }
    judged = state.duplicates.keys.sorted()
    suspected = state.suspicions.map(\.dossier.description)
    name(state, naming(procedure, version))
  }

  /// Whether the office still works on it.
  var isOpen: Bool {
    DossierStatus(rawValue: status).map { !$0.isTerminal } ?? false
      && flags.allSatisfy { $0 != .erased && $0 != .left }
  }

  private static func flags(of state: DossierState) -> [DossierSummary.Flag] {
    var flags: [DossierSummary.Flag] = []
    if state.isDisputed { flags.append(.disputed) }
    if state.due?.differs == true { flags.append(.promiseDiffers) }
    if !state.missing.isEmpty { flags.append(.incomplete) }
    if !state.unknownEntries.isEmpty { flags.append(.needsUpdate) }
    return flags
  }

  /// Takes every value somebody gave for a field: a dossier is found by both sides of a dispute.
  private mutating func name(_ state: DossierState, _ paths: SummaryPaths?) {
    func values(_ path: String) -> [String] {
      (state.fields[path]?.heads ?? []).compactMap(\.value).filter { !$0.isEmpty }
    }
    title = paths?.title.flatMap { state.fields[$0]?.value } ?? ""
    applicant = paths?.applicant.flatMap { state.fields[$0]?.value } ?? ""
    let person = (paths?.numbers.first).flatMap { state.fields[$0]?.value } ?? applicant
    if !title.isEmpty, !person.isEmpty {
      matter = [procedure, FoldedText(title).key, FoldedText(person).key].joined(separator: "\n")
    }
    let named = Set([paths?.title, paths?.applicant].compactMap(\.self) + (paths?.names ?? []))
    let names = named.flatMap(values).map { FoldedText($0).key }
    let numbers = Set(paths?.numbers ?? []).flatMap(values).map { $0.filter(\.isNumber) }
    let codes = ([code] + officialCodes).map { $0.lowercased() }
    words = Set(names + numbers + codes).filter { !$0.isEmpty }.sorted().joined(separator: "\n")
  }

  func summary(_ id: SubjectID, unsent: UnsentEntries) -> DossierSummary {
    DossierSummary(
      id: id, code: code, officialCodes: officialCodes, procedure: procedure, version: version,
      unit: unit, status: status, receivedAt: receivedAt, due: due, title: title,
      applicant: applicant, flags: Set(flags), changedAt: changedAt,
      follows: follows.flatMap(EntryID.init), hasDisputes: hasDisputes,
      hasSeveralAuthors: hasSeveralAuthors,
      desks: desks.map { .init(desk: $0.desk, officer: $0.officer, since: $0.since) },
      isSent: !unsent.contains(epoch: ownEpoch, seq: ownSeq))
  }
}
