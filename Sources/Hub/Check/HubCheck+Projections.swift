import Dossiers
import Foundation
import Identity
import Sync

extension HubCheck {
  /// Folds every subject anew and compares it with its row; every row has a subject.
  mutating func checkProjections() throws {
    let projection = hub.projection(rows)
    let everything = DossierFilter()
    var dossiers = Dictionary(
      uniqueKeysWithValues: try rows.dossiers(everything, limit: .max).map { ($0.subject, $0) })
    var officers = Dictionary(
      uniqueKeysWithValues: try rows.officers().map { ($0.subject, $0) })
    for subject in try Hub.subjects(rows) {
      let (dossier, officer) = (
        dossiers.removeValue(forKey: subject), officers.removeValue(forKey: subject)
      )
      attempt("projection", subject.description) { check in
        let folded = try projection.summary(of: subject)
        try check.check(dossier, of: subject, folded)
        try check.check(officer, of: subject, projection.officer(subject))
      }
    }
    for subject in Set(dossiers.keys).union(officers.keys).sorted() {
      found("projection", subject.description, "has a row but no entries")
    }
  }

  private mutating func check(
    _ stored: DossierRecord?, of subject: SubjectID, _ folded: DossierSummary?
  ) throws {
    guard let folded else {
      if stored != nil { found("projection", subject.description, "has a row but no dossier") }
      return
    }
    report.dossiers += 1
    guard let stored else {
      return found("projection", subject.description, "has no row; run check --rebuild")
    }
    let opened = try hub.vault.summary(of: stored)
    let updated = try rows.lastReceived(of: subject)
    let due = folded.dossierStatus.clock == .running ? folded.due?.instant : nil
    if opened != folded || stored.status != folded.status || stored.unit != folded.unit
      || stored.procedure != folded.procedure || stored.due != due || stored.updated != updated
    {
      found("projection", subject.description, "differs from its entries; run check --rebuild")
    }
    let token = hub.vault.token("code", Hub.foldedCode(folded.code))
    if try !rows.subjects(token: token).contains(subject) {
      found("projection", subject.description, "is not found by its code; run check --rebuild")
    }
  }

  private mutating func check(
    _ stored: OfficerRecord?, of subject: SubjectID, _ folded: OfficerState?
  ) throws {
    guard let folded else {
      if stored != nil { found("projection", subject.description, "has a row but no officer") }
      return
    }
    guard let stored else {
      return found("projection", subject.description, "has no row; run check --rebuild")
    }
    if try hub.vault.summary(of: stored) != OfficerSummary(folded) || stored.unit != folded.unit {
      found("projection", subject.description, "differs from its entries; run check --rebuild")
    }
    if stored.token != hub.vault.token("officer", folded.name) {
      found("projection", subject.description, "is not found by its name; run check --rebuild")
    }
  }
}
