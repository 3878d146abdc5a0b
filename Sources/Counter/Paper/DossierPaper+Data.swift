import Documents
import Dossiers
import Foundation
import Identity
import Sync

/// What papers say of a dossier besides what stands on its receipt.
extension OneStopOffice {
  func paperData(_ state: DossierState, by actor: Actor) throws -> PaperData {
    let entry = try entry(of: state)
    let procedure = entry.procedure
    let names = try officerNames()
    var data = PaperData(texts: [
      "procedure": procedure.name.vi, "procedure.code": procedure.code,
      "officialCode": state.officialCodes.joined(separator: ", "),
      "authority": authority(of: procedure), "partner": "",
      "status": DossierStatus(rawValue: state.status)?.name.vi ?? "",
      "printed.by": actor.displayName, "channel": state.channel,
      // More bodies than one decide: each begins when the one before is done.
      "stages": procedure.decidedBy.all.count > 1 ? "\(procedure.decidedBy.all.count)" : "",
    ])
    data.texts.merge(PaperData.moment("printed", now.civil)) { $1 }
    data.merge(request(state, procedure, names))
    data.merge(refusal(state, names))
    data.merge(postponed(state))
    data.merge(stopping(state, names))
    data.merge(result(state))
    data.merge(fees(state))
    data.rows["held"] = held(state, procedure)
    data.rows["handOvers"] = handOvers(state, names)
    data.rows["views"] = views(state, names)
    data.rows["prints"] = prints(state, names)
    return data
  }

  /// Names of the unit's officers by their ids; anybody else is the device's keeper.
  private func officerNames() throws -> [String: String] {
    Dictionary(
      try officers().map { ($0.id.description, $0.fullName) }, uniquingKeysWith: { $1 })
  }

  func name(_ actor: String, _ names: [String: String]) -> String {
    names[actor] ?? (actor.hasPrefix("local:") ? "Người quản trị thiết bị" : "")
  }

  func authority(of procedure: Procedure) -> String {
    procedure.decidedBy.isCommune ? unit.name : procedure.decidedBy.name.vi
  }

  private func last(_ status: DossierStatus, _ state: DossierState) -> StatusEvent? {
    state.timeline.last { $0.to == status.rawValue && !$0.isOverruled }
      ?? state.timeline.last { $0.to == status.rawValue }
  }

  private func civil(_ milliseconds: Int64?) -> CivilDateTime? {
    milliseconds.map { Instant(milliseconds: $0).civil }
  }

  /// Papers that were handed in and go back when the work stops; what was only shown does not.
  private func held(_ state: DossierState, _ procedure: Procedure) -> [[String: String]] {
    let counted = state.components.filter { $0.original + $0.certified + $0.copy > 0 }
    return counted.enumerated().map { index, paper in
      [
        "n": "\(index + 1)", "name": procedure.component(paper.id)?.name.vi ?? paper.id,
        "original": count(paper.original), "certified": count(paper.certified),
        "copy": count(paper.copy),
      ]
    }
  }

  /// The newest request to complete. Its list names components or says in words what is missing.
  private func request(
    _ state: DossierState, _ procedure: Procedure, _ names: [String: String]
  ) -> PaperData {
    guard let event = last(.supplementAsked, state) else { return PaperData() }
    var data = PaperData(texts: [
      "request.reason": event.reason.isEmpty ? event.data["reason"] ?? "" : event.reason,
      "request.number": event.data["requestNumber"] ?? "\(max(state.supplementRounds, 1))",
      "request.by": names[event.actor] ?? "",
      // Empty when the dossier was not taken in yet: then there is no term to pause.
      "request.paused": state.acceptedAt.map { $0 <= event.time } == true ? "x" : "",
    ])
    data.texts.merge(PaperData.moment("request", civil(event.time))) { $1 }
    let wanted = (event.data["papers"] ?? "").split(whereSeparator: { $0 == "\n" || $0 == ";" })
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    data.rows["request.papers"] = wanted.enumerated().map { index, text in
      let component = procedure.components.first { $0.id == text || $0.name.vi == text }
      return [
        "n": "\(index + 1)", "name": component?.name.vi ?? text,
        "original": count(component?.original), "copy": count(component?.copy),
      ]
    }
    return data
  }

  private func count(_ number: Int?) -> String { number.map { $0 > 0 ? "\($0)" : "" } ?? "" }

  private func refusal(_ state: DossierState, _ names: [String: String]) -> PaperData {
    guard let event = last(.notAccepted, state) else { return PaperData() }
    let signer = event.data["signer"] ?? ""
    var data = PaperData(texts: [
      "refusal.reason": event.reason.isEmpty ? event.data["reason"] ?? "" : event.reason,
      "refusal.by": signer.isEmpty ? names[event.actor] ?? "" : signer,
    ])
    data.texts.merge(PaperData.moment("refusal", civil(event.time))) { $1 }
    return data
  }

  private func postponed(_ state: DossierState) -> PaperData {
    guard let moved = postponement(of: state) else { return PaperData() }
    var data = PaperData(texts: [
      "extension.reason": moved.reason, "extension.by": moved.signer,
    ])
    for (name, time) in [
      ("extension", moved.time), ("extension.old", moved.before), ("extension.new", moved.due),
    ] {
      data.texts.merge(PaperData.moment(name, civil(time))) { $1 }
    }
    return data
  }

  private func stopping(_ state: DossierState, _ names: [String: String]) -> PaperData {
    guard let event = last(.stopped, state) else { return PaperData() }
    var data = PaperData(texts: [
      "stop.reason": event.reason.isEmpty ? event.data["reason"] ?? "" : event.reason,
      "stop.basis": event.data["legalBasis"] ?? "", "stop.by": names[event.actor] ?? "",
    ])
    data.texts.merge(PaperData.moment("stop", civil(event.time))) { $1 }
    return data
  }

  private func result(_ state: DossierState) -> PaperData {
    let done = last(.done, state)
    let returned = last(.returned, state)
    var data = PaperData(texts: [
      "result": done?.data["result"] ?? "", "taken.by": returned?.data["takenBy"] ?? "",
      "taken.form": returned?.data["returnForm"] ?? "",
    ])
    data.texts.merge(PaperData.moment("finished", civil(done?.time))) { $1 }
    data.texts.merge(PaperData.moment("taken", civil(returned?.time))) { $1 }
    return data
  }

  private func fees(_ state: DossierState) -> PaperData {
    let payment = state.payment
    let code = paymentCode(state)
    let account = code == nil ? nil : unit.paymentAccount
    return PaperData(
      texts: [
        "fee.total": payment.due.formatted, "fee.words": payment.due.inWords,
        "fee.received": payment.received.formatted, "fee.open": payment.outstanding.formatted,
        "fee.payment": code ?? "", "fee.account": account?.number ?? "",
        "fee.holder": account?.holder ?? "",
        "fee.receipts": payment.claims.filter(\.counts).flatMap(\.receiptNumbers)
          .joined(separator: "; "),
      ],
      rows: [
        "fees": payment.lines.enumerated().map { index, line in
          [
            "n": "\(index + 1)", "name": line.name,
            "amount": String(line.amount.formatted.dropLast(2)),
            "note": line.exemption.map { "Miễn, giảm: \($0)" } ?? "",
          ]
        }
      ])
  }

  private func views(_ state: DossierState, _ names: [String: String]) -> [[String: String]] {
    state.views.enumerated().map { index, view in
      [
        "n": "\(index + 1)", "day": CivilDate(view.day).map(AnswerText.date) ?? view.day,
        "who": name(view.actor, names), "why": Self.purposes[view.reason] ?? view.reason,
      ]
    }
  }

  private static let purposes = [
    "handling": "Giải quyết hồ sơ", "processing": "Giải quyết hồ sơ", "inspection": "Kiểm tra",
    "complaint": "Giải quyết khiếu nại", "resident": "Chủ hồ sơ yêu cầu",
  ]

  private func prints(_ state: DossierState, _ names: [String: String]) -> [[String: String]] {
    state.prints.enumerated().map { index, print in
      let time = Instant(milliseconds: print.time).civil
      return [
        "n": "\(index + 1)", "time": PaperData.short(time),
        "who": name(print.actor, names),
        "what": PaperKind(rawValue: print.document)?.name.vi ?? print.document,
        "copies": "\(print.copy)",
      ]
    }
  }
}
