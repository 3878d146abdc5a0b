package import Dossiers
import Identity
package import Sync

extension DossierStore {
  /// Records in one transaction that an officer sees several dossiers, as
  /// ``recordView(of:officer:reason:day:clock:)`` does for one; those of the day are left out.
  package func recordViews(
    of dossiers: [SubjectID], officer: String, reason: String, day: CivilDate,
    clock: ClockSource = .unchecked
  ) throws {
    guard !dossiers.isEmpty else { return }
    try write { journal in
      for dossier in dossiers {
        let token = context.tokens.view(
          officer: officer, reason: reason, day: day.description, of: dossier)
        guard try journal.reader.subjects(token: token).isEmpty else { continue }
        _ = try journal.append(
          EntryDraft(
            kind: StoredKind.viewed, subject: .existing(dossier),
            body: ["reason": .string(reason), "day": .string(day.description)]),
          by: officer, clock: clock)
      }
    }
  }
}
