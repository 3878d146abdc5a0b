package import Dossiers
import FormEngine
import Foundation
package import Hub
package import Sync

/// Answers that together break the form a dossier was received under, as the commune's counter
/// finds them, and putting one of them right.
extension ProcedureNames {
  /// Puts one answer right, as the form allows; what the dossier says of registers follows.
  package func correct(
    _ file: DossierFile, _ correction: AnswerCorrection, _ hub: Hub, actor: String,
    role: OfficerRole?
  ) async throws {
    let summary = file.summary
    try await hub.correct(
      file.id, correction, actor: actor, role: role,
      check: { before, after in
        try check(
          correctionAt: correction.path, before, after, code: summary.procedure,
          version: summary.version, receivedAt: summary.receivedAt)
      }, restate: { try statement($0, of: $1, seed: $2) })
  }

  /// Holds a correction of one answer against the form: it mends a rule and breaks no other.
  ///
  /// - Returns: the answers the rules it takes part in are about.
  /// - Throws: ``DossierError`` when no broken rule is about the answer, or naming the field.
  private func check(
    correctionAt path: String, _ before: FlatAnswers, _ after: FlatAnswers, code: String,
    version: String,
    receivedAt: Int64
  ) throws -> [String] {
    func broken(_ answers: FlatAnswers, _ language: Language) -> [BrokenRule] {
      brokenRules(
        by: answers, code: code, version: version, receivedAt: receivedAt, language)
    }
    let known = broken(before, .vietnamese)
    guard known.fields.contains(where: { $0.path == path }) else {
      throw DossierError.undisputed(path)
    }
    func wrong(_ language: Language) -> FormProblem? {
      broken(after, language).withoutProgress(since: known, at: path).first
    }
    guard let problem = wrong(.vietnamese) else { return known.paths(with: path) }
    throw DossierError(
      .badInput, vi: "\(problem.path): \(problem.message)",
      en: "\(problem.path): \(wrong(.english)?.message ?? problem.message)")
  }

  /// Refuses a result while answers of several devices break the form's rules together.
  package func checkRules(_ state: DossierState) throws {
    guard let broken = brokenRules(of: state, .vietnamese).first else { return }
    throw DossierError.held(by: broken)
  }

  /// The rules answers of several devices break together: each author checked his own, and nothing
  /// rests on the answers of what was refused, withdrawn or stopped.
  func brokenRules(of state: DossierState, _ language: Language) -> [BrokenRule] {
    guard state.answerAuthors.count > 1,
      DossierStatus(rawValue: state.status)?.keepsAnswers ?? false
    else { return [] }
    return brokenRules(
      by: state.standingAnswers, code: state.procedure, version: state.version,
      receivedAt: state.receivedAt, language)
  }

  /// None of a form the hub never saw.
  private func brokenRules(
    by answers: FlatAnswers, code: String, version: String, receivedAt: Int64,
    _ language: Language
  ) -> [BrokenRule] {
    guard let form = try? form(of: code, version: version),
      let session = try? session(form, receivedAt: receivedAt, language),
      (try? session.load(answers.formAnswers)) != nil
    else { return [] }
    return BrokenRule.all(in: session, rows: answers.rows)
  }
}
