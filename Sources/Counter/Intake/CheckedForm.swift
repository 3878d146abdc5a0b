package import Dossiers
package import FormEngine
package import Identity
package import Sync

/// Answers and papers that satisfy the procedure, split as the journal keeps them.
package struct CheckedForm: Sendable {
  package let procedure: Procedure
  /// What people answered.
  package let answers: FlatAnswers
  /// What the form computed; facts from now on, never edited.
  package let frozen: [String: String]
  package let components: [JSONValue]
  package let fee: JSONValue
  /// What they say of entities; nil if nothing.
  package let entities: JSONValue?
}

/// Why answers cannot be accepted, with every problem named.
package struct IncompleteError: Error, CustomStringConvertible {
  package let problems: [FormProblem]

  package var description: String {
    let shown = problems.prefix(5).map { "\($0.path): \($0.message)" }.joined(separator: "; ")
    let more = problems.count > 5 ? " (+\(problems.count - 5))" : ""
    return "The form has \(problems.count) problem(s): \(shown)\(more)"
  }
}

extension OneStopOffice {
  /// Checks answers against the form and papers against the list.
  /// - Parameter isComplete: whether it must be complete, or may lack answers and papers.
  /// - Throws: ``DossierError``, or ``IncompleteError`` with the form's problems.
  package func check(_ content: DraftContent, isComplete: Bool = true) throws -> CheckedForm {
    let entry = try offered(content)
    let procedure = entry.procedure
    let reception = reception(of: content)
    guard procedure.inForce.contains(reception.civil.date) else {
      throw DossierError(
        .refused,
        vi: "Biểu mẫu \(procedure.code) phiên bản \(procedure.version) không còn hiệu lực.",
        en: "Form \(procedure.code) version \(procedure.version) is not in force on that day.")
    }
    let session = try self.session(
      procedure.code, version: procedure.version, now: reception, seed: freshSeed())
    let misfits = try session.load(content.answers.formAnswers)
    guard misfits.isEmpty else { throw IncompleteError(problems: misfits) }
    let counts = content.counts
    try check(handing: content, of: procedure)
    try checkFiles(content.attachments, session)
    if isComplete { try checkComplete(content, session, procedure) }
    let (answers, frozen) = split(session)
    return CheckedForm(
      procedure: procedure, answers: answers, frozen: frozen,
      components: procedure.components.compactMap { component in
        counts[component.id].map { count in
          .object((count.json.object ?? [:]).merging(["id": .string(component.id)]) { $1 })
        }
      },
      fee: try fee(of: procedure, session: session, exemptions: content.exemptions).json,
      entities: try statement(session))
  }

  private func checkComplete(
    _ content: DraftContent, _ session: FormSession, _ procedure: Procedure
  ) throws {
    let problems = session.validate()
    guard problems.isEmpty else { throw IncompleteError(problems: problems) }
    let given = Set(content.counts.filter { !$0.value.isEmpty }.keys)
      .union(content.attachments.map(\.component))
    let missing = try procedure.missingComponents(given: given) { try session.truth(of: $0) }
    guard missing.isEmpty else {
      let names = missing.map(\.name)
      throw DossierError(
        .refused, vi: "Còn thiếu: \(names.map(\.vi).joined(separator: "; ")).",
        en: "Missing: \(names.map(\.en).joined(separator: "; ")).")
    }
  }

  /// Papers are of the list and only those that may be kept; who acts for another says so.
  private func check(handing content: DraftContent, of procedure: Procedure) throws {
    try checkPapers(
      content.counts.map { component, count in
        PaperTally(
          component: component, original: count.original, certified: count.certified,
          copy: count.copy)
      }.filter { !$0.isEmpty }, of: procedure)
    if let delivery = content.delivery {
      try Self.check(delivery: delivery.way, place: delivery.place)
    }
    if let who = content.representative { try Self.check(who) }
    try check(units: content.units)
  }

  package static func check(_ representative: Representative) throws {
    try check(texts: [representative.name, representative.identity, representative.paper])
    _ = try PersonName(representative.name)
    guard
      ![representative.identity, representative.paper].contains(where: {
        $0.allSatisfy(\.isWhitespace)
      })
    else {
      throw DossierError(
        .badInput,
        vi: "Người nộp thay phải có giấy tờ tuỳ thân và giấy tờ chứng minh việc uỷ quyền.",
        en: "Who acts for the owner shows an identity paper and the paper he acts by.")
    }
  }

  /// What is due as of now.
  package func fee(
    of procedure: Procedure, session: FormSession, exemptions: [String: String]
  ) throws -> FeeStatement {
    FeeStatement(
      lines: try procedure.feeLines(exempt: exemptions) { try session.number(of: $0) })
  }

  /// Answers of people apart from what the form computed.
  private func split(_ session: FormSession) -> (FlatAnswers, [String: String]) {
    var answers = FlatAnswers(session.submission(), newRowID: newRowID)
    let asked = Set(session.editablePaths().map(Self.shape))
    let computed = answers.values.filter { !asked.contains(Self.shape($0.key)) }
    answers.values = answers.values.filter { asked.contains(Self.shape($0.key)) }
    return (answers, computed)
  }

  /// A path without its row names or numbers: `giayTo[2]/ten` and `giayTo[k3]/ten` are one shape.
  package static func shape(_ path: String) -> String {
    var result = ""
    var inside = false
    for character in path {
      if character == "[" { inside = true }
      if !inside { result.append(character) }
      if character == "]" { inside = false }
    }
    return result
  }
}

/// Fee lines with their sum.
package struct FeeStatement: Sendable, Hashable {
  package let lines: [FeeLine]

  package init(lines: [FeeLine]) { self.lines = lines }

  /// In đồng.
  package var total: Int { lines.reduce(0) { $0 + $1.amount.dong } }

  package var json: JSONValue {
    [
      "total": .integer(Int64(total)),
      "lines": .array(
        lines.map { line in
          var fields: [String: JSONValue] = [
            "id": .string(line.id), "name": .string(line.name.vi),
            "nameEn": .string(line.name.en), "amount": .integer(Int64(line.amount.dong)),
          ]
          if let exemption = line.exemption {
            fields["exemption"] = .string(exemption.vi)
            fields["full"] = .integer(Int64(line.full.dong))
          }
          if let proof = line.proof { fields["proof"] = .string(proof.vi) }
          return .object(fields)
        }),
    ]
  }
}
