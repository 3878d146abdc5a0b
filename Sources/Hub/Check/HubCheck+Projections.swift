import Dossiers
import Foundation
import Identity
import Sync

extension HubCheck {
  /// Folds every subject anew and compares it with its row.
  mutating func checkProjections() throws {
    let projection = Projection(rows: rows, vault: hub.vault)
    for subject in try Hub.subjects(rows) {
      attempt("projection", subject.description) { check in
        try check.check(subject, projection)
      }
    }
  }

  private mutating func check(_ subject: SubjectID, _ projection: Projection) throws {
    let folded = try projection.summary(of: subject)
    let stored = try rows.dossier(subject)
    guard let folded else {
      if stored != nil { found("projection", subject.description, "has a row but no dossier") }
      return
    }
    report.dossiers += 1
    guard let stored else {
      return found("projection", subject.description, "has no row; run check --rebuild")
    }
    let opened = try hub.vault.summary(of: stored)
    let due = folded.dossierStatus.clock == .running ? folded.due?.instant : nil
    if opened != folded || stored.status != folded.status || stored.unit != folded.unit
      || stored.procedure != folded.procedure || stored.due != due
    {
      found("projection", subject.description, "differs from its entries; run check --rebuild")
    }
    let token = hub.vault.token("code", Hub.foldedCode(folded.code))
    if try !rows.subjects(token: token).contains(subject) {
      found("projection", subject.description, "is not found by its code; run check --rebuild")
    }
  }
}
