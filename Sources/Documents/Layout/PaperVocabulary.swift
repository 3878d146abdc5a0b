/// The names a layout may use: what the office knows of a dossier, of a list of dossiers, of a
/// draft. `docs/papers.md` says what each means.
package struct PaperVocabulary: Sendable, Hashable {
  package let texts: Set<String>
  /// Columns of each list.
  package let rows: [String: Set<String>]

  package static func of(_ subject: PaperSubject) -> PaperVocabulary {
    switch subject {
    case .dossier:
      PaperVocabulary(
        texts: office.union(dossier), rows: dossierRows)
    case .dossiers:
      PaperVocabulary(
        texts: office.union(["from", "to", "count", "sets", "officer"])
          .union(["qr", "code", "copy"]),
        rows: ["dossiers": listed])
    case .slip:
      PaperVocabulary(
        // "blank" is always empty: a line to write on.
        texts: office.union(["code", "lookup", "qr", "qr.short", "tracking", "copy", "blank"]),
        rows: ["components": counted])
    case .draft:
      PaperVocabulary(
        texts: office.union(["draft", "qr", "qr.short", "procedure", "owner"])
          .union(moment("saved")),
        rows: [:])
    case .month:
      PaperVocabulary(
        texts: office.union(["month", "closing", "basis", "definitions"]),
        rows: [
          "procedures": counts, "officers": counts,
          "index": ["id", "name", "part", "value", "score"],
          "money": ["name", "amount"],
        ])
    case .calls:
      PaperVocabulary(
        texts: office.union(["village", "count"]),
        rows: ["calls": ["n", "name", "phone", "code", "event", "address", "attempts"]])
    }
  }

  /// The ways a point of time is written: "17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
  /// "ngày 25 tháng 11 năm 2026", "25/11/2026", "17 giờ 00 phút", "thứ Tư".
  package static let momentForms = ["full", "words", "date", "clock", "weekday"]

  static func moment(_ name: String) -> Set<String> {
    Set(momentForms.map { "\(name).\($0)" })
  }

  static let office: Set<String> = Set([
    "office", "office.superior", "office.place", "office.address", "office.hotline",
    "office.rating", "printed.by",
  ]).union(moment("printed"))

  private static let dossier: Set<String> = Set([
    "code", "officialCode", "lookup", "qr", "qr.short", "tracking", "copy", "owner", "applicant",
    "address", "phone", "email", "id", "subject", "procedure", "procedure.code", "term", "sets",
    "delivery", "channel", "authority", "partner", "stages", "blank", "receiver", "due.why",
    "due.none", "ledger.book",
    "ledger.number", "status", "fee.total", "fee.words", "fee.received", "fee.open", "fee.payment",
    "fee.account", "fee.holder", "fee.receipts", "request.reason", "request.number",
    "request.paused",
    "request.by", "refusal.reason", "refusal.by", "extension.reason", "extension.by",
    "stop.reason", "stop.basis", "stop.by", "result", "taken.by", "taken.form", "plain.when",
    "plain.where", "plain.noNeed", "plain.elsewhere",
  ])
  .union(moment("received")).union(moment("due")).union(moment("request"))
  .union(moment("refusal")).union(moment("extension")).union(moment("extension.old"))
  .union(moment("extension.new")).union(moment("stop")).union(moment("finished"))
  .union(moment("taken"))

  private static let counted: Set<String> = ["n", "name", "original", "certified", "copy"]

  private static let dossierRows: [String: Set<String>] = [
    "components": counted, "held": counted, "presented": ["n", "name"],
    "certified": ["n", "name", "pages", "copies", "electronic"], "request.papers": counted,
    "fees": ["n", "name", "amount", "note"],
    "handOvers": ["n", "from", "to", "given", "taken", "giver", "taker", "result", "note"],
    "views": ["n", "day", "who", "why"], "prints": ["n", "time", "who", "what", "copies"],
  ]

  private static let listed: Set<String> = [
    "n", "code", "procedure", "subject", "sets", "owner", "applicant", "address", "phone",
    "contact", "authority", "received", "due", "returned", "delivery", "taken.by", "status",
    "result", "fee", "byPost", "term", "note",
  ]

  private static let counts: Set<String> = [
    "n", "name", "carried", "received", "received.direct", "received.online", "all", "ended",
    "early", "inTime", "late", "open", "open.inTime", "open.overdue", "refused", "withdrawn",
  ]

  func has(text name: String) -> Bool { texts.contains(name) }

  func has(_ name: String) -> Bool { texts.contains(name) || rows[name] != nil }
}
