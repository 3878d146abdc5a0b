import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import KioskServer
import Sync

extension OneStopOffice {
  /// The history page: newest first, one sentence for each entry.
  func events(_ code: String, _ language: Language) throws -> [HistoryEvent] {
    let officers = try officers()
    let unsent = try store.unsentEntries()
    let (_, state) = try state(code: code)
    let questions = try self.questions(of: state, language)
    return try history(code: code).reversed().map { item in
      let own = item.entry.author == store.device
      return HistoryEvent(
        time: item.time, isTimeTrusted: item.clock != .unchecked,
        actor: name(ofActor: item.actor, officers: officers)[language],
        what: what(item, language), details: details(item, questions, language),
        entry: item.entry.description,
        isSent: !own || !unsent.contains(epoch: item.entry.epoch, seq: item.entry.seq))
    }
  }

  /// What the form asks now, by path; rows are named as the journal names them.
  func questions(of state: DossierState, _ language: Language) throws -> [String: FormQuestion] {
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt),
      language: language)
    try session.load(state.flatAnswers.formAnswers)
    var questions: [String: FormQuestion] = [:]
    for question in session.view().questions {
      questions[FlatAnswers.path(of: question.path, rows: state.rows)] = question
    }
    return questions
  }

  /// A value a field has or had, as people read it.
  func spoken(_ value: String, _ question: FormQuestion?, _ language: Language) -> String {
    guard let question else { return value }
    if question.control == .trigger, value == "OK" {
      return LocalizedText(vi: "Đã xác nhận", en: "Confirmed")[language]
    }
    if !question.choices.isEmpty {
      let names = value.split(separator: " ").map { part in
        question.choices.first { $0.value == part }?.label.text ?? String(part)
      }
      return names.joined(separator: ", ")
    }
    return AnswerText.of(value, type: question.type)
  }

  private func what(_ item: HistoryItem, _ language: Language) -> String {
    let words: LocalizedText
    switch item.kind {
    case "dossier.received" where item.body?["slip"] != nil:
      let received = (item.body?["receivedAt"]?.integer).map {
        Spoken.moment(Instant(milliseconds: $0))
      }
      words = LocalizedText(
        vi: "Nhập bù phiếu khẩn cấp, nhận lúc \(received ?? "?")",
        en: "Booked from an emergency slip, received \(received ?? "?")")
    case "dossier.received": words = LocalizedText(vi: "Tiếp nhận hồ sơ", en: "Received")
    case "dossier.left":
      words = LocalizedText(
        vi: "Đơn vị \(item.body?["unit"]?.string ?? "") không còn liên quan",
        en: "Unit \(item.body?["unit"]?.string ?? "") is no longer concerned")
    case "dossier.suspected":
      let other = item.body?["code"]?.string ?? "?"
      let unit = item.body?["unitName"]?.string ?? "?"
      words = LocalizedText(
        vi: "Tỉnh báo có thể trùng với hồ sơ \(other) của \(unit)",
        en: "The province says it may be the same matter as \(other) of \(unit)")
    case "dossier.decided":
      words = LocalizedText(vi: "Quyết định khi hai nơi ghi khác nhau", en: "A dispute decided")
    case "dossier.edited" where settles(item):
      words = LocalizedText(vi: "Quyết định mục có hai giá trị", en: "Two values decided")
    case "dossier.edited": words = LocalizedText(vi: "Sửa nội dung", en: "Answers changed")
    case "dossier.status":
      let to = (item.body?["to"]?.integer).flatMap { DossierStatus(rawValue: Int($0)) }
      words = LocalizedText(
        vi: "Chuyển sang: \(to?.name.vi ?? "?")", en: "Changed to: \(to?.name.en ?? "?")")
    case "dossier.file": words = LocalizedText(vi: "Đính kèm tệp", en: "File attached")
    case "dossier.viewed": words = LocalizedText(vi: "Xem hồ sơ", en: "Looked at")
    case "dossier.printed": words = LocalizedText(vi: "In giấy", en: "Printed")
    case "dossier.certified":
      let number = item.body?["number"]?.integer ?? 0
      words = LocalizedText(
        vi: "Chứng thực, số \(number)", en: "Certified, number \(number)")
    case "dossier.payment": words = payment(item)
    case "dossier.told": words = telling(item)
    case "dossier.official":
      words = LocalizedText(vi: "Có mã của hệ thống khác", en: "Code of another system")
    case "dossier.passed", "dossier.papers", "dossier.delivery", "dossier.extended":
      words = moved(item)
    default: words = LocalizedText(vi: "Mục \(item.kind)", en: "Entry \(item.kind)")
    }
    return words[language]
  }

  /// Handing on, papers, delivery and extensions.
  private func moved(_ item: HistoryItem) -> LocalizedText {
    func text(_ key: String) -> String { item.body?[key]?.string ?? "" }
    switch DossierKind(rawValue: item.kind) {
    case .passed:
      let to = WorkDesk(rawValue: text("to"))?.name ?? LocalizedText(vi: "?", en: "?")
      return LocalizedText(vi: "Chuyển hồ sơ sang: \(to.vi)", en: "Handed on to: \(to.en)")
    case .papers where text("from") == PaperPlace.owner.rawValue:
      return LocalizedText(vi: "Nhận thêm giấy tờ", en: "More papers taken in")
    case .papers where text("to") == PaperPlace.owner.rawValue:
      return LocalizedText(vi: "Trả lại giấy tờ", en: "Papers handed back")
    case .papers: return LocalizedText(vi: "Chuyển giấy tờ", en: "Papers moved")
    case .delivery:
      let way = DeliveryWay(rawValue: text("way"))?.name ?? LocalizedText(vi: "?", en: "?")
      return LocalizedText(vi: "Nhận kết quả: \(way.vi)", en: "Result wanted: \(way.en)")
    default: return LocalizedText(vi: "Gia hạn ngày hẹn", en: "Promised date moved")
    }
  }

  /// Whether an edit replaces several values of one field by one.
  private func settles(_ item: HistoryItem) -> Bool {
    (item.body?["changes"]?.object ?? [:]).values.contains { change in
      (change["over"]?.array ?? []).count > 1
    }
  }

  private func details(
    _ item: HistoryItem, _ questions: [String: FormQuestion], _ language: Language
  ) -> [String] {
    var details: [String] = []
    if let reason = item.body?["reason"]?.string, !reason.isEmpty {
      details.append(
        item.kind == "dossier.viewed" ? viewReason(reason, language) : reason)
    }
    for (path, change) in (item.body?["changes"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let value = change["v"]?.string.map { spoken($0, questions[path], language) }
      details.append("\(questions[path]?.label.text ?? path): \(value ?? "—")")
    }
    if let reason = item.body?["slip"]?["reason"]?.string { details.append(reason) }
    if item.kind == "dossier.status", let data = item.body?["data"]?.object {
      details += statusDetails(data, language)
    }
    details += movedDetails(item)
    if let name = item.body?["name"]?.string, item.kind == "dossier.file" { details.append(name) }
    return details
  }

  /// Who gave what to whom.
  private func movedDetails(_ item: HistoryItem) -> [String] {
    let kinds: [DossierKind] = [.passed, .papers, .delivery, .extended]
    guard kinds.contains(where: { $0.rawValue == item.kind }) else { return [] }
    let texts = ["authority", "giver", "taker", "person", "identity", "place", "signer", "note"]
      .compactMap { item.body?[$0]?.string }.filter { !$0.isEmpty }
    let papers = (item.body?["papers"]?.array ?? []).compactMap { paper -> String? in
      guard let id = paper["id"]?.string else { return nil }
      let counts = ["original", "certified", "copy"].map { paper[$0]?.integer ?? 0 }
      return "\(id): \(counts.map(String.init).joined(separator: "/"))"
    }
    return texts + papers
  }

  /// What was given with a change of status, but the times the entry itself shows.
  private func statusDetails(_ data: [String: JSONValue], _ language: Language) -> [String] {
    let shown: [TransitionDatum] = [
      .papers, .amounts, .paymentProof, .ownerRequest, .identityCheck, .legalBasis, .result,
      .takenBy, .returnForm, .authorisation, .returnPlace, .authorityNotice, .authority,
      .returnUnit,
    ]
    let reason = data[TransitionDatum.reason.rawValue]?.string
    return shown.compactMap { datum in
      guard let text = data[datum.rawValue]?.string, text != reason else { return nil }
      let told = TransitionDatum.units.contains(datum) ? unitName(text) : text
      let lines = told.split(separator: "\n").joined(separator: "; ")
      return "\(datum.name[language].capitalizedFirst): \(lines)"
    }
  }

  private func viewReason(_ reason: String, _ language: Language) -> String {
    switch ViewReason(rawValue: reason) {
    case .handling: LocalizedText(vi: "Giải quyết hồ sơ", en: "Working on it")[language]
    case .residentAsks:
      LocalizedText(vi: "Công dân hỏi tại quầy", en: "The resident asks")[language]
    case .handOver: LocalizedText(vi: "Trả kết quả", en: "Handing over")[language]
    case .inspection: LocalizedText(vi: "Kiểm tra, giám sát", en: "Inspection")[language]
    case nil where reason == OneStopOffice.registerReason:
      LocalizedText(vi: "Điền lại từ sổ cho hồ sơ mới", en: "Filled in again from the register")[
        language]
    case nil: reason
    }
  }
}
