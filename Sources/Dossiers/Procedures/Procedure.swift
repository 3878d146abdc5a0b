/// One version of a procedure as the catalogue states it. Nothing of it is code: a province
/// corrects it without a new build. A dossier keeps the version it was received under.
package struct Procedure: Sendable, Hashable, Codable {
  package let code: String
  package let version: String
  package let name: LocalizedText
  package let sector: Sector
  /// Words people use for it, beside its name.
  package let keywords: [String]
  package let level: ServiceLevel
  package let decidedBy: Deciders
  package let routing: Routing
  package let inForce: ProcedureVersionRange
  package let legalBasis: [LegalBasis]
  package internal(set) var term: Term
  package let receipt: ReceiptRule
  package internal(set) var fees: [Fee]
  package let components: [Component]
  /// Kinds of papers that can be printed for it, such as "receipt" and "declaration".
  package let documents: [String]
  package let declaration: Declaration?
  /// Decided and handed over in one go at the counter.
  package let whileYouWait: Bool
  /// The answer used as the dossier's short subject.
  package let titlePath: String?
  package let applicant: AnswerPaths
  package let owner: AnswerPaths?
  package let prefill: [Prefill]
  /// Answers given once and carried to where they are asked again, as long as that is empty.
  package let carry: [Carry]
  /// What people usually need next, in the order it is offered.
  package internal(set) var next: [NextProcedure]
  package let sources: [Source]

  private enum CodingKeys: String, CodingKey {
    case code, version, name, sector, keywords, level, decidedBy, routing, effectiveFrom
    case effectiveTo, legalBasis, term, receipt, fees, components, documents, declaration
    case whileYouWait, titlePath, applicant, owner, prefill, carry, next, sources
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(String.self, forKey: .code)
    version = try container.decode(String.self, forKey: .version)
    name = try container.decode(LocalizedText.self, forKey: .name)
    sector = try container.decode(Sector.self, forKey: .sector)
    keywords = try container.decodeIfPresent([String].self, forKey: .keywords) ?? []
    level = try container.decode(ServiceLevel.self, forKey: .level)
    decidedBy = try container.decode(Deciders.self, forKey: .decidedBy)
    routing = try container.decode(Routing.self, forKey: .routing)
    inForce = try ProcedureVersionRange(
      from: container.decode(CivilDate.self, forKey: .effectiveFrom),
      to: container.decodeIfPresent(CivilDate.self, forKey: .effectiveTo))
    legalBasis = try container.decodeIfPresent([LegalBasis].self, forKey: .legalBasis) ?? []
    term = try container.decode(Term.self, forKey: .term)
    receipt = try container.decode(ReceiptRule.self, forKey: .receipt)
    fees = try container.decodeIfPresent([Fee].self, forKey: .fees) ?? []
    components = try container.decodeIfPresent([Component].self, forKey: .components) ?? []
    documents = try container.decodeIfPresent([String].self, forKey: .documents) ?? []
    declaration = try container.decodeIfPresent(Declaration.self, forKey: .declaration)
    whileYouWait = try container.decodeIfPresent(Bool.self, forKey: .whileYouWait) ?? false
    titlePath = try container.decodeIfPresent(String.self, forKey: .titlePath)
    applicant =
      try container.decodeIfPresent(AnswerPaths.self, forKey: .applicant) ?? AnswerPaths([:])
    owner = try container.decodeIfPresent(AnswerPaths.self, forKey: .owner)
    prefill = try container.decodeIfPresent([Prefill].self, forKey: .prefill) ?? []
    carry = try container.decodeIfPresent([Carry].self, forKey: .carry) ?? []
    next = try container.decodeIfPresent([NextProcedure].self, forKey: .next) ?? []
    sources = try container.decodeIfPresent([Source].self, forKey: .sources) ?? []
    try check()
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    try container.encode(version, forKey: .version)
    try container.encode(name, forKey: .name)
    try container.encode(sector, forKey: .sector)
    try container.encode(keywords, forKey: .keywords)
    try container.encode(level, forKey: .level)
    try container.encode(decidedBy, forKey: .decidedBy)
    try container.encode(routing, forKey: .routing)
    try container.encode(inForce.from, forKey: .effectiveFrom)
    try container.encode(inForce.to, forKey: .effectiveTo)
    try container.encode(legalBasis, forKey: .legalBasis)
    try container.encode(term, forKey: .term)
    try container.encode(receipt, forKey: .receipt)
    try container.encode(fees, forKey: .fees)
    try container.encode(components, forKey: .components)
    try container.encode(documents, forKey: .documents)
    try container.encode(declaration, forKey: .declaration)
    try container.encode(whileYouWait, forKey: .whileYouWait)
    try container.encode(titlePath, forKey: .titlePath)
    try container.encode(applicant, forKey: .applicant)
    try container.encode(owner, forKey: .owner)
    try container.encode(prefill, forKey: .prefill)
    try container.encode(carry, forKey: .carry)
    try container.encode(next, forKey: .next)
    try container.encode(sources, forKey: .sources)
  }
}
