import Dossiers

/// One dossier in a list.
enum DossierRow {
  /// The table of several.
  static func list(_ lines: [DossierLine], today: CivilDate, texts: Texts) -> Model {
    ["dossiers": lines.map { model($0, today: today, texts: texts) }]
  }

  static func model(_ line: DossierLine, today: CivilDate, texts: Texts) -> Model {
    var model: Model = [
      "code": line.code, "ref": line.reference, "procedure": line.procedure,
      "subject": line.maskedSubject,
      "status": line.statusName, "statusNumber": line.status,
      "received": texts.shortMoment(line.receivedAt, today: today),
      "sent": line.isSent,
      "flags": line.attention.map { flag -> Model in
        ["name": texts("flag.\(flag.rawValue)"), "reason": flag.rawValue]
      },
    ]
    model["handedOn"] = line.handedOn
    model["officialCode"] = line.officialCode ?? ""
    model["due"] = line.due.map { texts.shortMoment($0, today: today) } ?? ""
    return model
  }
}
