import Counter
import DossierStore
import Dossiers
import Identity
import Sync

/// Writes a dossier's entries again, for another person, with a code and a time of its own.
struct Repetition {
  let office: MeasuredOffice
  let person: Invented
  /// Puts more of the person's own values into the answers.
  var fill: (inout [String: JSONValue]) -> Void = { _ in }

  /// - Returns: the new dossier's code.
  @discardableResult
  func write(_ entries: [Entry], with writer: JournalWriter) throws -> String {
    var code = ""
    var written: [EntryID: EntryID] = [:]
    var dossier: EntryID?
    for entry in entries {
      var body = entry.content?.object ?? [:]
      body["secret"] = nil
      if dossier == nil { code = try begin(&body, writer) }
      if body["book"] != nil {
        let year = office.office.now.civil.date.year
        body["number"] = .integer(
          Int64(
            try writer.nextCertificateNumber(book: OneStopOffice.copiesBook, year: year)))
        body["year"] = .integer(Int64(year))
      }
      let made = try writer.append(
        EntryDraft(
          kind: entry.kind, subject: dossier.map { .existing($0) } ?? .new, body: body,
          replaces: entry.head.replaces.compactMap { written[$0] }),
        by: office.actor.id)
      written[entry.id] = made.id
      dossier = dossier ?? made.id
    }
    return code
  }

  private func begin(_ body: inout [String: JSONValue], _ writer: JournalWriter) throws
    -> String
  {
    let now = office.office.now
    let code = try writer.nextDossierCode(
      office.office.unit.codePattern, unit: office.office.unit.code, on: now.civil.date,
      range: office.office.codeRange())
    body["code"] = .string(code)
    body["lookup"] = .string(LookupCode.make(key: office.office.keys.keys.lookup, code: code))
    body["receivedAt"] = .integer(now.milliseconds)
    let procedure = try office.office.library.catalogue.entry(
      body["procedure"]?.string ?? "", version: body["version"]?.string ?? ""
    ).procedure
    let promise = try office.office.promises.promise(received: now, term: procedure.term)
    var due = body["due"]?.object ?? [:]
    due["instant"] = .integer(promise.due.milliseconds)
    body["due"] = .object(due)
    var answers = body["answers"]?.object ?? [:]
    let values = [
      "hoTen": person.name, "soDinhDanh": person.personalNumber, "dienThoai": person.phone,
    ]
    for path in answers.keys where path.hasPrefix("nyc/") || path.hasPrefix("ndc/") {
      if let value = values[String(path.dropFirst(4))] { answers[path] = .string(value) }
    }
    fill(&answers)
    body["answers"] = .object(answers)
    return code
  }
}
