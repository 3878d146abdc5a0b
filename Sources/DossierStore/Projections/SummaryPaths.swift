package import Dossiers

/// Which answers of a procedure's form name a dossier in lists and in the search.
package struct SummaryPaths: Sendable, Hashable {
  /// The answer used as the dossier's short subject.
  package var title: String?
  /// The applicant's name.
  package var applicant: String?
  /// Further names a dossier is found by.
  package var names: [String]
  /// Answers with an ID or telephone number a dossier is found by.
  package var numbers: [String]

  package init(
    title: String? = nil, applicant: String? = nil, names: [String] = [], numbers: [String] = []
  ) {
    self.title = title
    self.applicant = applicant
    self.names = names
    self.numbers = numbers
  }

  /// The paths a procedure declares for its subject, applicant and owner.
  package init(procedure: Procedure) {
    let people = [procedure.applicant, procedure.owner].compactMap(\.self)
    self.init(
      title: procedure.titlePath, applicant: procedure.applicant.name,
      names: people.compactMap(\.name),
      numbers: people.flatMap { [$0.id, $0.phone].compactMap(\.self) })
  }
}

/// Answers which paths name dossiers of a procedure and version; `nil` when it is not known.
package typealias SummaryNaming =
  @Sendable (_ procedure: String, _ version: String) ->
  SummaryPaths?
