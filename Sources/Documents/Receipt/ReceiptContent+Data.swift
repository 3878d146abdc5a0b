package import Dossiers

extension PaperData {
  /// A point of time in all the ways papers write it: `name.full` and so on; nothing for `nil`.
  package static func moment(_ name: String, _ moment: CivilDateTime?) -> [String: String] {
    guard let moment else { return [:] }
    return [
      "\(name).full": ReceiptWording.full(moment), "\(name).words": ReceiptWording.day(moment.date),
      "\(name).date": ReceiptWording.short(moment.date),
      "\(name).clock": ReceiptWording.clock(moment),
      "\(name).weekday": ReceiptWording.weekday(moment.date),
    ]
  }
}

extension PaperData {
  /// "17:00 25/11/2026", for the cells of lists.
  package static func short(_ moment: CivilDateTime) -> String {
    let (hour, minute) = (moment.time.hour, moment.time.minute)
    return "\(ReceiptWording.padded(hour)):\(ReceiptWording.padded(minute)) "
      + ReceiptWording.short(moment.date)
  }
}

extension ReceiptOffice {
  /// The names every paper may use.
  package var data: PaperData {
    PaperData(texts: [
      "office": name, "office.superior": superior, "office.place": place,
      "office.address": address, "office.hotline": hotline, "office.rating": rating,
    ])
  }
}

extension ReceiptContent {
  /// What a layout prints of it.
  package var data: PaperData {
    var data = office.data
    let advice = ReceiptAdvice(content: self)
    data.merge(
      PaperData(texts: [
        "code": dossierCode, "lookup": lookUpCode, "qr": qrText, "qr.short": shortQRText,
        "tracking": trackingAddress, "owner": people.owner, "applicant": people.applicant,
        "address": people.address, "phone": people.phone, "email": people.email,
        "id": people.applicantID, "subject": subject, "term": termText, "sets": "\(sets)",
        "delivery": delivery, "receiver": officerName, "due.why": dueExplanation,
        "due.none": dueAt == nil ? "Chưa có ngày hẹn" : "", "ledger.book": ledger.book,
        "ledger.number": ledger.number, "plain.when": advice.when,
        "plain.noNeed": advice.noNeed,
        "plain.elsewhere": deliveryForm == .counter ? "" : advice.when,
        "plain.where": office.address,
      ]))
    data.texts.merge(PaperData.moment("received", receivedAt)) { $1 }
    data.texts.merge(PaperData.moment("due", dueAt)) { $1 }
    data.rows = papers.data
    return data
  }

  /// The variant of form 01 that its papers need.
  package var variant: String {
    switch papers {
    case .components: "normal"
    case .certification: "certification"
    }
  }
}

extension ReceiptPapers {
  fileprivate var data: [String: [[String: String]]] {
    func number(_ count: Int) -> String { count > 0 ? "\(count)" : "" }
    switch self {
    case .components(let components):
      return [
        "components": components.enumerated().map { index, component in
          [
            "n": "\(index + 1)", "name": component.name, "original": number(component.originals),
            "certified": number(component.certified), "copy": number(component.copies),
          ]
        }
      ]
    case .certification(let papers):
      return [
        "certified": papers.enumerated().map { index, paper in
          [
            "n": "\(index + 1)", "name": paper.name, "pages": "\(paper.pages)",
            "copies": "\(paper.paperCopies)", "electronic": paper.electronicCopy ? "Có" : "",
          ]
        }
      ]
    }
  }
}
