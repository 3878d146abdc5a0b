package import Dossiers
import FormEngine
import Foundation

/// Holds the province's changes against the form a dossier was received under, as the commune's
/// counter does with its own.
extension ProcedureNames {
  /// Refuses answers that break a rule of the form which held before. What was wrong already is
  /// a dispute of its own and hinders nobody from putting something else right.
  ///
  /// - Parameter receivedAt: milliseconds; the form's today.
  /// - Throws: ``DossierError`` naming the field. Nothing is refused by a form the hub never saw.
  package func check(
    _ before: FlatAnswers, _ after: FlatAnswers, code: String, version: String, receivedAt: Int64
  ) throws {
    guard let form = try? form(of: code, version: version) else { return }
    func problems(_ answers: FlatAnswers, _ language: Language) throws -> [FormProblem] {
      try self.problems(in: answers, form: form, receivedAt: receivedAt, language)
    }
    let known = Set(try problems(before, .vietnamese).map { "\($0.kind) \($0.path)" })
    func fresh(_ language: Language) throws -> FormProblem? {
      try problems(after, language).first { !known.contains("\($0.kind) \($0.path)") }
    }
    guard let problem = try fresh(.vietnamese) else { return }
    let english = try fresh(.english)?.message ?? problem.message
    throw DossierError(
      .badInput, vi: "\(problem.path): \(problem.message)", en: "\(problem.path): \(english)")
  }

  private func problems(
    in answers: FlatAnswers, form: FormDefinition, receivedAt: Int64, _ language: Language
  ) throws -> [FormProblem] {
    let session = try session(form, receivedAt: receivedAt, language)
    let misfits = try session.load(answers.formAnswers)
    return misfits.isEmpty ? session.validate() : misfits
  }

  func session(_ form: FormDefinition, receivedAt: Int64, _ language: Language) throws
    -> FormSession
  {
    try FormSession(
      form,
      environment: FormLibrary.environment(
        now: Instant(milliseconds: receivedAt), language: language))
  }
}
