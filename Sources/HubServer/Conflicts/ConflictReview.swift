package import Dossiers
import Foundation
package import Hub
package import Sync

/// What a person of the province has to look at in one dossier.
package struct ReviewedDossier: Sendable {
  package let line: DossierLine
  package let state: DossierState
  /// What the answers together break of the form's rules, although each author checked his own.
  package let broken: [BrokenRule]
  package let twins: [DossierLine]

  /// Whether two dates were promised and it has not ended: then the earlier is still to be kept.
  package var promisedTwice: Bool {
    !line.summary.dossierStatus.isTerminal && state.due?.differs ?? false
  }

  /// Kinds of what is open, each once.
  package var kinds: [String] {
    let twin = twins.isEmpty ? [] : ["duplicate"]
    return Set(state.disputes.map(\.matter.kind) + twin + doubts).sorted()
  }

  /// Kinds of what is doubtful about this dossier by itself, each once.
  var doubts: [String] {
    [
      broken.isEmpty ? nil : "rules", promisedTwice ? "promise" : nil,
      state.missing.isEmpty ? nil : "incomplete",
      state.unknownEntries.isEmpty ? nil : "needsUpdate",
    ].compactMap(\.self)
  }

  /// Milliseconds: when the last side was said; of doubts when the dossier came.
  package var since: Int64 { state.disputes.map(\.since).max() ?? state.receivedAt }
}

/// Disputes and doubts over all dossiers of the province, for the desk and the command line.
package struct ConflictReview: Sendable {
  let hub: Hub
  /// Without a catalogue no form's rules are asked, and persons alone tell duplicates.
  let procedures: ProcedureNames?

  package init(hub: Hub, procedures: ProcedureNames?) {
    self.hub = hub
    self.procedures = procedures
  }

  /// Every dossier with a dispute or a doubt, the longest waiting first.
  package func waiting(unit: String? = nil) async throws -> [ReviewedDossier] {
    let twins = try await suspects(unit: unit)
    var lines = Dictionary(
      try await hub.contended(unit: unit).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    for pair in twins {
      for line in [pair.one, pair.other] { lines[line.id] = line }
    }
    var waiting: [ReviewedDossier] = []
    for line in lines.values where isCurrent(line) {
      let reviewed = try await review(line, twins)
      if !reviewed.kinds.isEmpty { waiting.append(reviewed) }
    }
    return waiting.sorted { ($0.since, $0.line.id) < ($1.since, $1.line.id) }
  }

  /// Not for ever is a dossier that was handed over held against its form, when nothing else is
  /// open in it.
  private func isCurrent(_ line: DossierLine) -> Bool {
    let summary = line.summary
    let mayBreakRulesOnly = summary.contention == .toCheck && !summary.hasDoubts
    return summary.dossierStatus != .returned || !mayBreakRulesOnly
      || line.updated > hub.now - BrokenRule.returnedFor
  }

  package func dossier(_ id: SubjectID) async throws -> ReviewedDossier {
    let file = try await hub.open(id)
    return try await review(
      DossierLine(id: id, summary: file.summary, updated: 0), try await suspects(unit: nil))
  }

  /// How many disputes and doubts there were, of which kind, and how long they took. `waiting` is
  /// what ``waiting(unit:)`` said.
  package func figures(unit: String? = nil, _ waiting: [ReviewedDossier]) async throws
    -> [DisputeFigure]
  {
    let lines = try await hub.contended(unit: unit, atLeast: .decided)
    // Each of two suspects the other.
    let pairs = waiting.reduce(0) { $0 + $1.twins.count } / 2
    return DisputeFigure.of(
      open: waiting.flatMap { $0.state.disputes.map(\.matter.kind) + $0.doubts }
        + Array(repeating: "duplicate", count: pairs),
      decided: lines.flatMap { $0.summary.matters?.decided ?? [] })
  }

  private func review(_ line: DossierLine, _ twins: [PossibleTwins]) async throws
    -> ReviewedDossier
  {
    let state = try await hub.state(of: line.id)
    return ReviewedDossier(
      line: line, state: state, broken: procedures?.brokenRules(of: state, .vietnamese) ?? [],
      twins: twins.compactMap { $0.other(than: line.id) })
  }

  /// Pairs whose subject and applicant are the same too, where the catalogue tells which answers
  /// those are: brothers and sisters of one mother are no duplicates. What the hub told the
  /// communes stays until a person says otherwise.
  private func suspects(unit: String?) async throws -> [PossibleTwins] {
    var suspects: [PossibleTwins] = []
    for pair in try await hub.possibleTwins(unit: unit) {
      guard let procedures, !pair.isTold else {
        suspects.append(pair)
        continue
      }
      let (one, other) = (
        try await hub.state(of: pair.one.id), try await hub.state(of: pair.other.id)
      )
      if one.isNamed(like: other, by: procedures.naming) { suspects.append(pair) }
    }
    return suspects
  }
}
