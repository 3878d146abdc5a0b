import Dossiers
import Foundation
import Hub
import Sync

/// One dossier as the desk shows it.
struct DossierView {
  let file: DossierFile
  let pages: Pages
  let procedures: ProcedureNames
  let language: Language
  let unitNames: [String: String]
  let officers: [String: String]
  /// What was typed before, when the page comes back with a problem.
  let form: [String: String]

  var context: [String: Any] {
    let summary = file.summary
    let sections = AnswerSections(file: file, procedures: procedures, language: language).sections
    let papers = file.components.map { component in
      [
        "name": procedures.paper(
          component.id, of: summary.procedure, version: summary.version, language),
        "count": Self.count(component.original + component.certified + component.copy),
      ]
    }
    var context: [String: Any] = [
      "id": file.id.description, "code": summary.code, "status": summary.status,
      "procedure": procedures.name(
        of: summary.procedure, version: summary.version, language),
      "statusName": summary.dossierStatus.name[language], "isDisputed": summary.hasConflict,
      "hasMatters": summary.contention > .none,
      "facts": facts, "papers": papers, "hasPapers": !papers.isEmpty, "history": history,
    ]
    context["sections"] = sections.map { section in
      ["title": section.title ?? text("answers"), "rows": section.rows.map(answer)]
    }
    context.merge(action) { $1 }
    return context
  }

  private func text(_ key: String) -> String { pages.text(key, language) }

  private static func count(_ number: Int) -> String { number > 0 ? "× \(number)" : "" }

  private func answer(_ row: AnswerSections.Row) -> [String: Any] {
    [
      "label": row.label, "value": row.value.isEmpty ? text("blank") : row.value,
      "disputed": row.isDisputed,
    ]
  }

  private var facts: [[String: Any]] {
    let summary = file.summary
    var received = fact("receivedAt", Spelling.moment(summary.receivedAt, language))
    if let slip = file.slip {
      let moment = Spelling.moment(slip.bookedAt, language)
      received["note"] = "\(text("bookedFromSlip")) \(moment): \(slip.reason)"
    }
    var facts = [fact("unit", unitNames[summary.unit] ?? summary.unit), received]
    var due = fact(
      "promised", summary.due?.instant.map { Spelling.moment($0, language) } ?? text("noDue"))
    let differs = summary.matters?.promisedTwice == true ? text("promisedTwice") : ""
    let why = [summary.due?.explanation[language] ?? "", differs].filter { !$0.isEmpty }
    if !why.isEmpty { due["note"] = why.joined(separator: " ") }
    facts.append(due)
    if !summary.authority.isEmpty {
      facts.append(fact("authority", unitNames[summary.authority] ?? summary.authority))
    }
    if !summary.returnUnit.isEmpty, summary.returnUnit != summary.unit {
      facts.append(fact("returnUnit", unitNames[summary.returnUnit] ?? summary.returnUnit))
    }
    for code in summary.officialCodes { facts.append(fact("officialCode", code)) }
    return facts
  }

  private func fact(_ label: String, _ value: String) -> [String: Any] {
    ["label": text(label), "value": value]
  }

  private var history: [[String: Any]] {
    file.events.reversed().map { event in
      var line: [String: Any] = [
        "label": label(event), "moment": Spelling.moment(event.time, language),
        "machine": Instant(milliseconds: event.time).rfc3339, "who": who(event.actor),
      ]
      // Reasons of views are program words.
      if event.status != nil, let reason = event.reason, !reason.isEmpty {
        line["reason"] = reason
      }
      return line
    }
  }

  private func label(_ event: DossierFile.Event) -> String {
    if let status = event.status.flatMap(DossierStatus.init(rawValue:)) {
      return status.name[language]
    }
    let key = "kind.\(event.kind)"
    let known = text(key)
    return known == key ? "\(text("kindOther")) (\(event.kind))" : known
  }

  private func who(_ actor: String) -> String {
    if let name = officers[actor] { return "\(text("byProvince")): \(name)" }
    if actor == "hub" { return text("byHub") }
    return text(actor.hasPrefix("hub:local:") ? "byAdministrator" : "byUnit")
  }

  /// The form that changes the status: where the life cycle may go from here, and what each way
  /// needs beside the reason.
  private var action: [String: Any] {
    let from = file.summary.dossierStatus
    let targets = LifeCycle.transitions.filter { $0.from == from }
      .sorted { $0.to.rawValue < $1.to.rawValue }
    let byItself: Set<TransitionDatum> = [
      .reason, .signer, .requestNumber, .finishedAt, .returnedAt, .supplementReceivedAt,
    ]
    let data = TransitionDatum.allCases.compactMap { datum -> [String: Any]? in
      let needing = targets.filter { $0.requires.contains(datum) }
      guard !byItself.contains(datum), !needing.isEmpty else { return nil }
      let names = needing.map { $0.to.name[language] }.joined(separator: ", ")
      let name = datum.name[language]
      return [
        "key": datum.rawValue, "label": name.prefix(1).uppercased() + name.dropFirst(),
        "neededFor": "\(text("neededFor")) \(names)", "value": form["d-\(datum.rawValue)"] ?? "",
      ]
    }
    return [
      "canAct": !targets.isEmpty, "data": data, "units": unitChoices,
      "moreOpen": form["to"] != nil,
      "targets": targets.map { target in
        HubSite.option("\(target.to.rawValue)", target.to.name[language], form["to"] ?? "")
      },
      "typedReason": form["reason"] ?? "",
      "seen": file.statusHeads.map(\.description).joined(separator: " "),
    ]
  }

  /// Who decides and who hands over, to be named anew with a change.
  private var unitChoices: [[String: Any]] {
    TransitionDatum.units.map { datum in
      let key = "d-\(datum.rawValue)"
      let current =
        datum == .authority ? file.summary.authority : file.summary.returnUnit
      let names = unitNames.merging([current: current]) { known, _ in known }
      let name = datum.name[language]
      return [
        "key": datum.rawValue, "label": name.prefix(1).uppercased() + name.dropFirst(),
        "options": names.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map {
          HubSite.option($0.key, $0.value, form[key] ?? current)
        },
      ]
    }
  }
}
