import Dossiers
import Foundation
import Identity
import Sync

/// A dossier's accepted entries and what they come to.
struct FoldedDossier {
  let state: DossierState
  let entries: [Entry]

  /// `nil` unless the entries begin a dossier that is not erased.
  init?(_ entries: [Entry], hub: DeviceID) {
    guard let kind = entries.first(where: { $0.head.subject == nil })?.kind,
      kind == DossierKind.received.rawValue
    else { return nil }
    state = DossierFold.fold(entries, hub: hub)
    guard !state.isErased, !state.code.isEmpty else { return nil }
    self.entries = entries
  }

  var status: DossierStatus? { DossierStatus(rawValue: state.status) }
  var statusHeads: [EntryID] { state.statusHeads }
  var supplementRequests: Int { state.supplementRounds }

  /// Everything a person must decide before the work can end.
  var disputedPaths: [String] {
    state.disputedPaths + state.disputedRows + state.disputedComponents
  }

  var summary: DossierSummary {
    DossierSummary(
      code: state.code, officialCodes: state.officialCodes, procedure: state.procedure,
      version: state.version, unit: state.unit, authority: state.authority,
      returnUnit: state.returnUnit, receivedAt: state.receivedAt,
      due: state.due.map {
        DossierSummary.Due(
          instant: $0.instant, explanation: LocalizedText(vi: $0.vi, en: $0.en))
      },
      status: state.status, disputedPaths: disputedPaths, hasConflict: state.isDisputed,
      steps: state.timeline.filter { !$0.isOverruled }
        .map { DossierSummary.Step(status: $0.to, time: $0.time) },
      askedPapers: state.supplement?.papers ?? [], lookup: state.lookup,
      unknownEntries: state.unknownEntries.count, matters: matters)
  }

  private var matters: DossierSummary.Matters {
    DossierSummary.Matters(
      open: state.disputes.map {
        DossierSummary.Matters.Open(
          kind: $0.matter.kind, name: $0.matter.name, since: $0.since)
      },
      decided: state.decided, promisedTwice: state.due?.differs ?? false,
      isIncomplete: !state.missing.isEmpty, hasSeveralAuthors: state.answerAuthors.count > 1,
      judged: state.duplicates.keys.compactMap { EntryID($0) }.sorted(),
      suspected: state.suspicions.isEmpty ? nil : state.suspicions.map(\.dossier))
  }

  /// Personal numbers in the answers that stand, while the dossier is open.
  var persons: Set<String> {
    guard status?.isTerminal == false else { return [] }
    return Set(state.fields.values.compactMap { $0.value.flatMap(PersonalNumber.digits) })
  }

  func file(_ id: SubjectID) -> DossierFile {
    let disputed = Set(state.disputedPaths)
    return DossierFile(
      id: id, summary: summary,
      answers: state.fields.map { path, field in
        DossierFile.Answer(
          path: path, value: field.value ?? "", isDisputed: disputed.contains(path))
      }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) },
      rows: state.rows,
      entityLabels: Dictionary(
        state.entityClaims.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first }),
      components: state.components, events: events, slip: state.slip,
      statusHeads: state.statusHeads)
  }

  /// What happened, in the order of the authors' clocks; ties by entry id. For reading only.
  private var events: [DossierFile.Event] {
    entries.map { entry in
      DossierFile.Event(
        entry: entry.id, kind: entry.kind, time: entry.head.time, actor: entry.head.actor,
        status: entry.kind == DossierKind.status.rawValue
          ? entry.content?["to"]?.integer.flatMap { Int(exactly: $0) } : nil,
        reason: entry.content?["reason"]?.string, note: entry.content?["note"]?.string)
    }.sorted { ($0.time, $0.entry) < ($1.time, $1.entry) }
  }
}
