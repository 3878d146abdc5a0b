import Dossiers
import Hub

/// What the tracking page says of a dossier, in plain words and without anything personal.
struct TrackingView {
  let summary: DossierSummary
  let units: [String: UnitFacts]
  let pages: Pages
  let procedures: ProcedureNames
  let language: Language
  let now: Int64
  let asOf: Int64

  var context: [String: Any] {
    let status = summary.status
    var context: [String: Any] = [
      "code": summary.code, "headline": text("head\(status)"),
      "explanation": text("plain\(status)"),
      "procedure": procedures.name(
        of: summary.procedure, version: summary.version, language),
      "unit": units[summary.unit]?.name ?? summary.unit,
      "received": Spelling.moment(summary.receivedAt, language),
      "asOf": Spelling.moment(asOf, language), "steps": steps, "hasSteps": !steps.isEmpty,
    ]
    if let facts = units[summary.unit] { context.merge(Self.reach(facts)) { $1 } }
    context["due"] = due
    context["ask"] = ask
    return context
  }

  /// Address and telephone of a unit.
  static func reach(_ facts: UnitFacts) -> [String: Any] {
    var context: [String: Any] = [:]
    if !facts.address.isEmpty { context["unitAddress"] = facts.address }
    if !facts.hotline.isEmpty {
      context["hotline"] = facts.hotline
      context["hotlineDigits"] = facts.hotline.filter { $0.isNumber || $0 == "+" }
    }
    return context
  }

  private func text(_ key: String) -> String { pages.text(key, language) }

  private var due: [String: Any]? {
    guard let due = summary.due, let instant = due.instant else { return nil }
    var context: [String: Any] = ["moment": Spelling.moment(instant, language)]
    let why = due.explanation[language]
    if !why.isEmpty { context["why"] = why }
    if summary.isOverdue(at: now) { context["overdue"] = true }
    return context
  }

  private var steps: [[String: Any]] {
    summary.steps.enumerated().map { index, step in
      var context: [String: Any] = [
        "label": text("head\(step.status)"), "moment": Spelling.moment(step.time, language),
        "machine": Instant(milliseconds: step.time).rfc3339,
      ]
      if index == summary.steps.count - 1 { context["current"] = true }
      return context
    }
  }

  /// What the citizen is asked to do now, if anything.
  private var ask: [String: Any]? {
    var context: [String: Any] = ["title": text("askTitle"), "tone": "action"]
    switch summary.dossierStatus {
    case .supplementAsked:
      // Only papers of the published list are named: free words of an officer may name people.
      let papers = summary.askedPapers.compactMap {
        procedures.listedPaper($0, of: summary.procedure, version: summary.version, language)
      }
      context["text"] = text(papers.isEmpty ? "askPapersUnlisted" : "askPapers")
      context["papers"] = papers
      context["hasPapers"] = !papers.isEmpty
      context["where"] = place(summary.unit)
    case .paymentAsked:
      context["text"] = text("askPay")
      context["where"] = place(summary.unit)
    case .done:
      context["tone"] = ""
      context["text"] = text("askCollect")
      context["where"] = place(summary.returnUnit)
    default: return nil
    }
    return context
  }

  private func place(_ unit: String) -> String {
    let facts = units[unit] ?? units[summary.unit]
    let parts = [facts?.name ?? unit, facts?.address ?? ""].filter { !$0.isEmpty }
    return "\(text("askWhere")) \(parts.joined(separator: ", "))."
  }
}
