import Counter
import Dossiers
import Identity
import KioskServer
import Sync

/// What may become of a draft beside acceptance, and what is said about who brings it.
extension OneStopOffice {
  func acts(on open: OpenDraft, _ language: Language) -> [ActSheet] {
    let missing = missingPapers(open, language).joined(separator: "\n")
    let units = unitFields(open.content.units, language)
    return [
      ActSheet(
        id: "handing",
        name: (units.isEmpty
          ? LocalizedText(
            vi: "Cách nhận kết quả, kênh nộp, người nộp thay",
            en: "Delivery, channel and who brings it")
          : LocalizedText(
            vi: "Nơi giải quyết, nơi trả, kênh nộp, người nộp thay",
            en: "Who decides, delivery, channel and who brings it"))[language],
        fields: Self.deliveryFields(
          open.content.delivery?.way, open.content.delivery?.place ?? "", language)
          + units + [channelField(open.content.channel, language)]
          + representativeFields(open.content.representative, language)),
      ActSheet(
        id: "complete",
        name: LocalizedText(
          vi: "Yêu cầu bổ sung (Mẫu 02)", en: "Ask to complete (form 02)")[language],
        warning: LocalizedText(
          vi: "Yêu cầu một lần, đầy đủ; yêu cầu lần hai bị tính là trễ hạn. Chưa tính thời hạn.",
          en: "Ask once and in full; a second request counts as late. The term does not run yet.")[
            language], reason: .required,
        fields: [
          Transition.Field(
            id: "papers",
            label: LocalizedText(vi: "Giấy tờ cần hoàn thiện", en: "What is to be completed")[
              language], shape: .list, isRequired: true, value: missing)
        ]),
      ActSheet(
        id: "refuse",
        name: LocalizedText(vi: "Từ chối (Mẫu 03)", en: "Refuse (form 03)")[language],
        reason: .required,
        fields: [
          Self.field("signer", "Người ký, nếu không phải bạn", "Who signs, if not you", language)
        ]),
    ]
  }

  /// What was said on the page of ``acts(on:_:)`` that is not as it always is.
  func handing(_ content: DraftContent, _ language: Language) -> [AxisLine] {
    var lines: [AxisLine] = []
    func add(_ vi: String, _ en: String, _ values: String?...) {
      let shown = values.compactMap { $0?.nonEmpty }
      guard !shown.isEmpty else { return }
      lines.append(AxisLine(label: LocalizedText(vi: vi, en: en)[language], values: shown))
    }
    add("Đơn vị giải quyết", "Decided by", content.units.authority.map(unitName))
    add("Đơn vị trả kết quả", "Handed over by", content.units.returnUnit.map(unitName))
    if let wish = content.delivery {
      add("Cách nhận kết quả", "Result wanted", wish.way.name[language], wish.place)
    }
    if let who = content.representative {
      add("Người nộp thay", "Brought by", who.name, who.identity, who.paper)
    }
    if content.channel != .standard {
      add("Kênh nộp", "How it came", content.channel.name[language])
    }
    return lines
  }

  private func missingPapers(_ open: OpenDraft, _ language: Language) -> [String] {
    let given = Set(open.content.counts.filter { !$0.value.isEmpty }.keys)
      .union(open.content.attachments.map(\.component))
    let missing = try? open.procedure.missingComponents(given: given) {
      try open.session.truth(of: $0)
    }
    return (missing ?? []).map { $0.name[language] }
  }

  private func channelField(_ channel: ServiceChannel, _ language: Language) -> Transition.Field {
    Transition.Field(
      id: "channel", label: LocalizedText(vi: "Kênh nộp", en: "How it came")[language],
      hint: LocalizedText(
        vi: "Trực tuyến chỉ khi người dân tự nộp bằng tài khoản của mình.",
        en: "Online only if the resident sent it himself with his own account.")[language],
      shape: .choice(
        ServiceChannel.allCases.map {
          Transition.Field.Choice(value: $0.word, label: $0.name[language])
        }), isRequired: true, value: channel.word)
  }

  private func representativeFields(_ who: Representative?, _ language: Language)
    -> [Transition.Field]
  {
    let hint = ("Chỉ khi nộp thay chủ hồ sơ.", "Only when somebody acts for the owner.")
    return [
      Self.field(
        "name", "Người nộp thay", "Who brings it", language, hint: hint, value: who?.name ?? ""),
      Self.field(
        "identity", "Giấy tờ tuỳ thân của người nộp thay", "His identity paper", language,
        value: who?.identity ?? ""),
      Self.field(
        "paper", "Giấy uỷ quyền, số và ngày", "The authorisation, number and date", language,
        value: who?.paper ?? ""),
    ]
  }

  /// - Returns: the code, if the draft became a dossier.
  func conclude(_ act: ActRequest, draft id: String, _ language: Language, _ actor: Actor) throws
    -> String?
  {
    func text(_ key: String) -> String { act.data[key] ?? "" }
    let outcome: IntakeOutcome
    switch act.id {
    case "handing":
      guard let way = DeliveryWay(rawValue: text("way")) else { throw Self.unknownAct }
      guard
        let channel = text("channel").isEmpty ? .standard : ServiceChannel(word: text("channel"))
      else { throw Self.unknownAct }
      let who = Representative(
        name: text("name"), identity: text("identity"), paper: text("paper"))
      let isAnother = ![who.name, who.identity, who.paper].allSatisfy(\.isEmpty)
      if isAnother { try Self.check(who) }
      let units = chosenUnits(text("authority"), text("returnUnit"))
      try check(units: units)
      _ = try change(draft: id, language: language, by: actor) { open in
        open.content.delivery = delivery(way, text("place"), at: units.returnUnit)
        open.content.units = units
        open.content.representative = isAnother ? who : nil
        open.content.channel = channel
      }
      return nil
    case "complete":
      let papers = text("papers").split(separator: "\n").map(String.init)
      outcome = .askToComplete(papers: papers, reason: act.reason)
    case "refuse": outcome = .refuse(reason: act.reason, signer: text("signer"))
    default: throw Self.unknownAct
    }
    if let known = try received(token: id) { return known.code }
    if case .unsure(let why) = try clockStanding() {
      throw DeskError(.clockUnconfirmed, why[language])
    }
    return try receive(
      IntakeRequest(content: draftContent(id), token: id, draft: id, outcome: outcome), by: actor
    ).code
  }
}
