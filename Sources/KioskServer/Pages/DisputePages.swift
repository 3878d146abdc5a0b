import Dossiers
import FormEngine
import Foundation
import HTTPTypes
import Hummingbird

/// What two people said differently: the list, and deciding on the dossier's own page.
enum DisputePages {
  private static let posts: [RouterPath] = [
    "/dossiers/:code/settle", "/dossiers/:code/correct", "/dossiers/:code/twin",
  ]

  static func add(to routes: Routes) {
    routes.page("/disputes", list)
    routes.action("/dossiers/:code/settle") { visit in
      let code = try visit.part("code")
      let (keep, reason) = (visit.form["keep"] ?? "", visit.form["reason"] ?? "")
      guard !keep.isEmpty, !reason.isEmpty else {
        throw Problem(status: .unprocessableContent, text: "dispute.incomplete")
      }
      let settlement = Settlement(
        name: visit.form["matter"] ?? "",
        choice: keep == "other"
          ? .value((visit.form["value"] ?? "").trimmingCharacters(in: .whitespaces)) : .keep(keep),
        reason: reason,
        seen: (visit.form["seen"] ?? "").split(separator: " ").map(String.init))
      try await visit.desk.settle(code, settlement, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "dispute.settled")
    }
    routes.action("/dossiers/:code/correct") { visit in
      let code = try visit.part("code")
      let page = try await visit.desk.dossier(code, visit.caller)
      guard let name = visit.form["matter"], let reason = visit.form["reason"], !reason.isEmpty
      else { throw Problem(status: .unprocessableContent, text: "correct.incomplete") }
      // Put right meanwhile, or by another answer.
      guard let answer = page.correction?.answers.first(where: { $0.name == name }) else {
        throw Problem(status: .conflict, text: "correct.gone")
      }
      let posted = visit.form.all("f/\(answer.question.path)")
      let seen = (visit.form["seen"] ?? "").split(separator: " ").map(String.init)
      try await visit.desk.correct(
        code,
        Correction(
          name: name, value: PostedAnswers.value(posted, of: answer.question), reason: reason,
          seen: seen), visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "correct.done")
    }
    routes.action("/dossiers/:code/twin") { visit in
      let code = try visit.part("code")
      let reason = visit.form["reason"] ?? ""
      guard let twin = visit.form["twin"], let verdict = visit.form["verdict"],
        ["same", "different"].contains(verdict), !reason.isEmpty
      else { throw Problem(status: .unprocessableContent, text: "twin.incomplete") }
      try await visit.desk.judgeTwin(
        code, twin: twin, isSame: verdict == "same", reason: reason, visit.caller)
      return await visit.redirect("/dossiers/\(code)", notice: "twin.judged")
    }
    // Where a refused post leaves the browser: reloading leads back to the page.
    for place in posts {
      routes.page(place) { visit in
        Site.redirect("/dossiers/\(try visit.part("code"))")
      }
    }
  }

  private static func list(_ visit: Visit) async throws -> Response {
    let list = try await visit.desk.disputes(visit.caller)
    let today = await visit.desk.clock(language: visit.language).now.civil.date
    let texts = visit.texts
    return try await visit.page(
      "disputes", title: texts("disputes.title"),
      [
        "lines": list.lines.map { line -> Model in
          var model = DossierRow.model(line.dossier, today: today, texts: texts)
          model["matters"] = line.matters.map { texts("disputeKind.\($0)") }
            .joined(separator: ", ")
          model["since"] = line.since.map { texts.shortMoment($0, today: today) } ?? ""
          return model
        },
        "copyInUse": list.copyInUse.map { texts("disputes.copy", ["moment": texts.moment($0)]) }
          ?? "",
        "hasShared": !list.shared.isEmpty,
        "shared": list.shared.flatMap(\.self).map {
          DossierRow.model($0, today: today, texts: texts)
        },
        "any": !list.lines.isEmpty, "hasFigures": !list.figures.isEmpty,
        "figures": list.figures.map { figure -> Model in
          [
            "kind": texts("disputeKind.\(figure.kind)"), "open": figure.open,
            "settled": figure.settled,
            "median": figure.medianMinutes.map { texts.duration(minutes: $0) } ?? "—",
            "longest": figure.longestMinutes.map { texts.duration(minutes: $0) } ?? "—",
          ]
        },
      ])
  }

  static func model(_ sheet: DisputeSheet, _ texts: Texts) -> Model {
    let id = FieldModel.id(sheet.name)
    return [
      "matter": sheet.name, "label": sheet.label, "id": id,
      "kind": texts("disputeKind.\(sheet.kind.rawValue)"),
      "depends": sheet.depends, "hasDepends": !sheet.depends.isEmpty,
      "takesValue": sheet.takesValue, "otherKey": String(sheet.sides.count + 1),
      "seen": sheet.sides.map(\.entry).joined(separator: " "),
      "sides": sheet.sides.enumerated().map { index, side -> Model in
        [
          "entry": side.entry, "id": "\(id)-\(index + 1)", "key": String(index + 1),
          "lines": side.lines.isEmpty ? [texts("dispute.nothing")] : side.lines,
          "who": side.actor, "when": texts.moment(side.time), "place": side.place,
          "source": side.source, "stands": side.stands ? texts("dispute.stands") : "",
        ]
      },
    ]
  }

  static func model(_ sheet: CorrectionSheet, of reference: String, _ texts: Texts) -> Model {
    let fields = FieldModel(texts: texts, pointsOutMissing: true)
    return [
      "sentences": sheet.sentences,
      "answers": sheet.answers.map { answer -> Model in
        [
          "ownRef": reference, "matter": answer.name, "seen": answer.seen.joined(separator: " "),
          "section": answer.section, "label": answer.question.label.text,
          "question": fields.question(answer.question),
          "reasonId": "\(FieldModel.id(answer.question.path))-why",
        ]
      },
    ]
  }

  static func model(_ twin: TwinDossier, of reference: String, _ texts: Texts) -> Model {
    var model: Model = [
      "ownRef": reference, "code": twin.code, "ref": twin.reference,
      "id": FieldModel.id(twin.reference),
    ]
    switch twin.place {
    case .here(let subject, let receivedAt, let statusName):
      model["here"] = [
        "subject": subject, "received": texts.moment(receivedAt), "status": statusName,
      ]
    case .elsewhere(let unitName, let receivedOn):
      model["elsewhere"] = ["unit": unitName, "received": texts.date(receivedOn)]
    }
    return model
  }
}
