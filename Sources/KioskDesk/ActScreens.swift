import Counter
import DossierStore
import Dossiers
import Identity
import KioskServer
import Sync

/// Which acts a dossier offers this officer now, and what each asks.
extension OneStopOffice {
  func acts(on state: DossierState, _ procedure: Procedure, _ actor: Actor, _ language: Language)
    throws -> [ActSheet]
  {
    let status = DossierStatus(rawValue: state.status) ?? .received
    var acts: [ActSheet] = []
    let targets = passTargets(of: state, by: actor)
    if !targets.isEmpty { acts.append(try passSheet(targets, state, language)) }
    if status.clock == .running, state.due?.instant != nil, actor.may(.sign) {
      acts.append(extendSheet(state, procedure, language))
    }
    if !status.isTerminal, actor.may(.edit) { acts.append(deliverySheet(state, language)) }
    let held = [PaperPlace.counter, .specialist, .leader].contains {
      !state.papers(at: $0).isEmpty
    }
    if held, actor.may(.returnResult), [.stopped, .notAccepted, .done].contains(status) {
      acts.append(Self.handBackSheet(language))
    }
    if procedure.routing.system == .ministry, !status.isTerminal, actor.may(.edit) {
      acts.append(Self.officialSheet(language))
    }
    return acts
  }

  private func passSheet(_ targets: [WorkDesk], _ state: DossierState, _ language: Language) throws
    -> ActSheet
  {
    var choices: [Transition.Field.Choice] = []
    for desk in targets {
      choices.append(.init(value: desk.rawValue, label: desk.name[language]))
      for officer in try officers(at: desk) {
        choices.append(
          .init(
            value: "\(desk.rawValue):\(officer.name)",
            label: "\(desk.name[language]): \(officer.fullName)"))
      }
    }
    let papers = state.desks.flatMap { state.papers(at: $0.desk.place) }.map(\.total)
    let count = papers.reduce(0, +)
    let isBack = state.desks.contains { $0.desk == .authority }
    return ActSheet(
      id: "pass", name: LocalizedText(vi: "Chuyển hồ sơ", en: "Hand on")[language],
      fields: [
        .init(
          id: "to", label: LocalizedText(vi: "Chuyển cho", en: "Hand on to")[language],
          hint: LocalizedText(
            vi: "Chuyển kèm \(count) tờ giấy đang giữ.",
            en: "Goes with the \(count) sheets held here.")[language],
          shape: .choice(choices), isRequired: true, value: choices.first?.value ?? ""),
        Self.field(
          "authority", "Tên cơ quan khác", "Name of the other authority", language,
          hint: isBack ? nil : ("Khi chuyển cơ quan khác.", "When it goes to another authority.")),
        Self.field(
          "person", isBack ? "Người giao lại" : "Người nhận ở cơ quan khác",
          isBack ? "Who gives it back" : "Who takes it there", language),
        Self.field("note", "Ghi chú", "Note", language),
      ])
  }

  private func extendSheet(_ state: DossierState, _ procedure: Procedure, _ language: Language)
    -> ActSheet
  {
    let isLate = state.due?.instant.map { $0 < now.milliseconds } ?? false
    let warning = LocalizedText(
      vi: "Đã quá ngày hẹn: gia hạn lúc này được ghi là muộn, hồ sơ vẫn tính là trễ hạn.",
      en: "The promise is broken: this is recorded as late and still counts as overdue.")
    let foreseen = (try? foreseenExtension(state, procedure)).flatMap(\.self).map { foreseen in
      let (day, when) = (AnswerText.date(foreseen.due), foreseen.when)
      return LocalizedText(
        vi: "Thủ tục cho phép đến \(day): \(when.vi).",
        en: "The procedure allows it until \(day): \(when.en).")[language]
    }
    return ActSheet(
      id: "extend",
      name: LocalizedText(vi: "Xin lỗi, gia hạn", en: "Apologise, extend")[language],
      warning: isLate ? warning[language] : nil, reason: .required,
      fields: [
        .init(
          id: "due", label: LocalizedText(vi: "Ngày hẹn mới", en: "New promised day")[language],
          hint: foreseen, shape: .date, isRequired: true),
        Self.field("signer", "Người ký, nếu không phải bạn", "Who signs, if not you", language),
      ])
  }

  private func deliverySheet(_ state: DossierState, _ language: Language) -> ActSheet {
    ActSheet(
      id: "delivery",
      name: LocalizedText(vi: "Cách nhận kết quả", en: "Way of delivery")[language],
      fields: Self.deliveryFields(state.delivery?.way, state.delivery?.place ?? "", language))
  }

  static func deliveryFields(_ way: DeliveryWay?, _ place: String, _ language: Language)
    -> [Transition.Field]
  {
    [
      .init(
        id: "way",
        label: LocalizedText(vi: "Nhận kết quả", en: "Result is collected")[language],
        shape: .choice(
          DeliveryWay.allCases.map { .init(value: $0.rawValue, label: $0.name[language]) }),
        isRequired: true, value: (way ?? .counter).rawValue),
      .init(
        id: "place",
        label: LocalizedText(
          vi: "Địa chỉ nhận hoặc nơi trả", en: "Address, or the other office")[language],
        hint: LocalizedText(
          vi: "Khi nhận qua bưu chính hoặc tại nơi khác.", en: "For the post or another office.")[
            language], shape: .line, isRequired: false, value: place),
    ]
  }

  private static func handBackSheet(_ language: Language) -> ActSheet {
    ActSheet(
      id: "hand-back",
      name: LocalizedText(vi: "Trả lại giấy tờ", en: "Hand papers back")[language],
      reason: .optional,
      fields: [
        field("person", "Người nhận lại giấy tờ", "Who takes them back", language, required: true),
        field(
          "identity", "Giấy tờ tuỳ thân đã đối chiếu", "Identity paper compared", language,
          required: true),
      ])
  }

  private static func officialSheet(_ language: Language) -> ActSheet {
    ActSheet(
      id: "official",
      name: LocalizedText(vi: "Ghi mã của hệ thống Bộ", en: "Record the ministry's code")[language],
      fields: [
        field(
          "code", "Mã hồ sơ của hệ thống Bộ", "Code in the ministry's system", language,
          required: true)
      ])
  }

  static func field(
    _ id: String, _ vi: String, _ en: String, _ language: Language,
    hint: (vi: String, en: String)? = nil, required: Bool = false, value: String = ""
  ) -> Transition.Field {
    Transition.Field(
      id: id, label: LocalizedText(vi: vi, en: en)[language],
      hint: hint.map { LocalizedText(vi: $0.vi, en: $0.en)[language] }, shape: .line,
      isRequired: required, value: value)
  }

  /// Does what an officer asked for on a page of ``acts(on:_:_:_:)``.
  func perform(_ act: ActRequest, on code: String, _ actor: Actor) throws {
    func text(_ key: String) -> String { act.data[key] ?? "" }
    switch act.id {
    case "pass":
      let parts = text("to").split(separator: ":", maxSplits: 1).map(String.init)
      guard let desk = parts.first.flatMap(WorkDesk.init(rawValue:)) else { throw Self.unknownAct }
      try pass(
        code,
        PassRequest(
          to: desk, officer: parts.count > 1 ? parts[1] : "", authority: text("authority"),
          person: text("person"), note: text("note")), by: actor)
    case "extend":
      guard let due = CivilDate(text("due")) else { throw Self.unknownAct }
      let isLate = try state(code: code).state.due?.instant.map { $0 < now.milliseconds } ?? false
      try extend(
        code,
        ExtensionRequest(due: due, reason: act.reason, signer: text("signer"), isLate: isLate),
        by: actor)
    case "delivery":
      guard let way = DeliveryWay(rawValue: text("way")) else { throw Self.unknownAct }
      try chooseDelivery(code, way, place: text("place"), by: actor)
    case "hand-back":
      try handBack(
        code,
        HandBack(person: text("person"), identity: text("identity"), reason: act.reason),
        by: actor)
    case "official": try recordOfficialCode(code, official: text("code"), by: actor)
    default: throw Self.unknownAct
    }
  }

  static let unknownAct = DossierError(
    .badInput, vi: "Không hiểu yêu cầu này; hãy tải lại trang.",
    en: "This request is not understood; load the page again.")
}

extension PaperTally {
  var total: Int { original + certified + copy }
}
