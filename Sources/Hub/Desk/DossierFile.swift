import Dossiers
import Foundation
import Identity
package import Sync

/// A dossier opened: everything an officer of the province sees.
package struct DossierFile: Sendable {
  package struct Answer: Sendable, Equatable {
    /// Path below the form's root, rows by their id: `giayTo[a1b2]/ten`.
    package let path: String
    package let value: String
    package let isDisputed: Bool
  }

  package struct Event: Sendable, Equatable {
    package let entry: EntryID
    package let kind: String
    package let time: Int64
    package let actor: String
    /// The new status, for a change of status.
    package let status: Int?
    package let reason: String?
    package let note: String?
  }

  package let id: SubjectID
  package let summary: DossierSummary
  package let answers: [Answer]
  /// Row ids of each repeat, in order.
  package let rows: [String: [String]]
  /// What the dossier calls entities of registers, by their ids.
  package let entityLabels: [String: String]
  package let components: [ComponentState]
  package let events: [Event]
  /// Set when it was booked later from an emergency slip.
  package let slip: BookedSlip?
  /// The newest status entries: what a change made now would replace.
  package let statusHeads: [EntryID]
}

extension Hub {
  /// Dossiers newest first.
  package func dossiers(_ filter: DossierFilter = DossierFilter(), limit: Int = .max) async throws
    -> [DossierLine]
  {
    try await store.read { [vault] rows in
      try rows.dossiers(filter, limit: limit).map(vault.line(of:))
    }
  }

  /// The dossier with this code or id.
  package func find(_ name: String) async throws -> SubjectID {
    if let id = EntryID(name), try await store.read({ try $0.dossier(id) != nil }) { return id }
    let lines = try await dossiers(code: name)
    guard lines.count < 2 else {
      let ids = lines.map(\.id.description).joined(separator: ", ")
      throw HubError(
        .refused, "codeTwice", vi: "Mã này có ở nhiều hồ sơ; hãy dùng số hiệu: \(ids).",
        en: "Several dossiers have this code; name one by its id: \(ids).")
    }
    guard let line = lines.first else { throw HubError.noDossier }
    return line.id
  }

  package func open(_ id: SubjectID) async throws -> DossierFile {
    try await store.read { [self] rows in
      try projection(rows).folded(id).file(id)
    }
  }

  /// Writes that an officer looks at personal data, before it is shown: once per officer,
  /// dossier, reason and day.
  package func recordView(of id: SubjectID, by officer: SubjectID, reason: String) async throws {
    let actor = "hub:\(officer)"
    try await change { change in
      guard try change.rows.dossier(id) != nil else { throw HubError.noDossier }
      let day = Instant(milliseconds: change.now).civil.date.description
      let isKnown = try change.rows.entries(of: id).contains { stored in
        guard stored.kind == "dossier.viewed", stored.id.author == change.hub.id else {
          return false
        }
        let entry = try change.hub.vault.entry(stored)
        return entry.head.actor == actor && entry.content?["day"]?.string == day
          && entry.content?["reason"]?.string == reason
      }
      guard !isKnown else { return }
      try change.append(
        OwnDraft(
          subject: id, kind: "dossier.viewed",
          body: ["reason": .string(reason), "day": .string(day)], actor: actor))
    }
  }
}
