import Dossiers
import Foundation
import Identity
package import Sync
import Synchronization

/// Which answers name a dossier of a procedure's version: its subject, its applicant. Empty where
/// the form is not known.
package typealias DossierNaming =
  @Sendable (_ procedure: String, _ version: String) -> [String]

extension Hub {
  /// From now on dossiers of two units that may be one matter are told so: those whose names differ
  /// are not, as brothers and sisters of one mother.
  package func know(_ naming: @escaping DossierNaming) { self.naming.withLock { $0 = naming } }
}

extension DossierState {
  /// Whether no answer that names them differs, as far as both have it.
  package func isNamed(like other: DossierState, by naming: DossierNaming) -> Bool {
    zip(names(by: naming), other.names(by: naming)).allSatisfy {
      $0 == nil || $1 == nil || $0 == $1
    }
  }

  private func names(by naming: DossierNaming) -> [String?] {
    naming(procedure, version).map { fields[$0]?.value.map { FoldedText($0).key } }
  }
}

extension HubChange {
  /// Says in a dossier, and in each of another unit that may be the same matter, that they may be,
  /// once. What one unit received it finds itself. Without the form nothing is said: a number alone
  /// is not enough for what stays in two journals.
  mutating func suspectTwins(of id: SubjectID, _ folded: FoldedDossier) throws {
    let own = DossierLine(id: id, summary: folded.summary, updated: now)
    for other in try rows.dossiersElsewhere(ofPersonsIn: id) {
      guard let row = try rows.dossier(other),
        try Self.isUntold(own, hub.vault.line(of: row))
      else { continue }
      // The row may be older than this transaction; the dossier may be erased by it.
      guard let twin = try projection.living(other),
        Self.isUntold(own, DossierLine(id: other, summary: twin.summary, updated: now)),
        case let naming = hub.naming.withLock(\.self),
        !naming(folded.state.procedure, folded.state.version).isEmpty,
        twin.state.isNamed(like: folded.state, by: naming)
      else { continue }
      try tell(folded, of: twin)
      try tell(twin, of: folded)
    }
  }

  private static func isUntold(_ one: DossierLine, _ other: DossierLine) -> Bool {
    Hub.areSuspect(one, other) && !(one.suspects(other) && other.suspects(one))
  }

  private mutating func tell(_ folded: FoldedDossier, of twin: FoldedDossier) throws {
    guard let id = folded.state.id, let other = twin.state.id,
      !folded.state.suspicions.contains(where: { $0.dossier == other })
    else { return }
    let unit = try rows.unit(twin.state.unit).map { try JSONValue(parsing: $0.document) }
    let suspicion = SuspectedTwin(
      dossier: other, code: twin.state.code, unit: twin.state.unit,
      unitName: unit?["name"]?.string ?? twin.state.unit, procedure: twin.state.procedure,
      day: Instant(milliseconds: twin.state.receivedAt).civil.date)
    try append(
      OwnDraft(
        subject: id, kind: DossierKind.suspected.rawValue, body: suspicion.json, actor: "hub"))
  }
}

extension DossierLine {
  /// Whether its entries say that the other may be the same matter.
  func suspects(_ other: DossierLine) -> Bool {
    summary.matters?.suspected?.contains(other.id) ?? false
  }
}
