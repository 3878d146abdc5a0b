import Counter
import Dossiers
import FormEngine
import KioskServer
import Sync

extension OneStopOffice {
  /// What this officer may do now, with what the law asks for it.
  func transitions(
    of state: DossierState, from status: DossierStatus, _ procedure: Procedure, _ actor: Actor,
    _ language: Language, brought: [Transition.Field]
  ) -> [Transition] {
    library.lifeCycle.ways(from: status, decidedBy: procedure.decidedBy, role: actor.role)
      // Only the citizen's own portal files anew; here a supplemented dossier is received again.
      .filter { ![.returned, .registered].contains($0.transition.to) }
      .map { rule in
        let transition = rule.transition
        let voice = rule.voice(decidedBy: procedure.decidedBy)
        let needed = transition.requires + (voice == .notice ? [.authorityNotice] : [])
        return Transition(
          to: transition.to.rawValue, name: act(transition, language),
          reasonRequired: transition.requires.contains(.reason),
          fields: needed.filter { Self.isAsked($0) }.map { datum in
            Transition.Field(
              id: datum.rawValue, label: datum.name[language].capitalizedFirst,
              hint: hint(datum, language), shape: datum == .papers ? .list : .line,
              isRequired: true,
              value: datum == .authorityNotice ? state.officialCodes.first ?? "" : "")
          } + (Self.takesIn(transition) ? brought : []) + unitFields(transition, state, language),
          warning: warning(of: transition, state, language))
      }
  }

  /// Whether papers come with it.
  private static func takesIn(_ transition: LifeCycle.Transition) -> Bool {
    transition.from == .supplementAsked
      && [DossierStatus.received, .processing].contains(transition.to)
  }

  /// One field for every paper that may be brought and kept.
  func broughtFields(
    _ session: FormSession, _ state: DossierState, _ procedure: Procedure, _ language: Language
  ) throws -> [Transition.Field] {
    guard state.status == DossierStatus.supplementAsked.rawValue else { return [] }
    let required = try procedure.requiredComponents { try session.truth(of: $0) }.map(\.id)
    return procedure.components.filter { component in
      !component.presentOnly
        && (required.contains(component.id) || component.requiredIf == "false()")
    }.map { component in
      Transition.Field(
        id: "\(StatusRequest.paperPrefix)\(component.id)", label: component.name[language],
        hint: LocalizedText(
          vi: "Nhận thêm: số bản chính/chứng thực/sao, như 1/0/2.",
          en: "Brought now: originals/certified/copies, such as 1/0/2.")[language],
        shape: .line, isRequired: false)
    }
  }

  private func warning(
    of transition: LifeCycle.Transition, _ state: DossierState, _ language: Language
  ) -> String? {
    let words: LocalizedText? =
      switch transition.to {
      case .supplementAsked where state.supplementRounds > 0:
        LocalizedText(
          vi: "Đây là yêu cầu bổ sung lần \(state.supplementRounds + 1): hồ sơ sẽ bị tính là trễ "
            + "hạn, dù trả kết quả đúng hẹn.",
          en: "This is request no. \(state.supplementRounds + 1): the dossier will count as late "
            + "even if it is returned in time.")
      case .withdrawn:
        LocalizedText(
          vi: "Đối chiếu giấy tờ tuỳ thân và trả lại ngay giấy tờ đang giữ cho chủ hồ sơ.",
          en: "Check the owner's identity and hand the papers back to him now.")
      case .processing where transition.kind == .correction:
        LocalizedText(
          vi: "Đính chính được ghi vào nhật ký cùng lý do; không xoá bước đã ghi.",
          en: "A correction is recorded with its reason; the step before stays in the history.")
      default: nil
      }
    return words?[language]
  }

  /// What the officer does, as the button says it; the state's own name says what follows.
  private func act(_ transition: LifeCycle.Transition, _ language: Language) -> String {
    let words: LocalizedText
    if transition.kind == .correction {
      return LocalizedText(vi: "Đính chính, xử lý lại", en: "Correct and work on")[language]
    }
    switch (transition.from, transition.to) {
    case (.supplementAsked, .received), (.supplementAsked, .processing):
      words =
        transition.to == .received
        ? LocalizedText(vi: "Nhận giấy tờ bổ sung", en: "Take in the missing papers")
        : LocalizedText(vi: "Nhận bổ sung và xử lý", en: "Take in papers and process")
    case (.paymentAsked, .received):
      words = LocalizedText(vi: "Ghi nhận đã nộp tiền", en: "Record the payment")
    case (.paymentAsked, .processing):
      words = LocalizedText(vi: "Ghi nhận đã nộp và xử lý", en: "Record payment and process")
    case (_, .received): words = LocalizedText(vi: "Tiếp nhận", en: "Receive")
    case (_, .notAccepted):
      words = LocalizedText(vi: "Từ chối tiếp nhận", en: "Refuse to receive")
    case (_, .processing): words = LocalizedText(vi: "Chuyển sang xử lý", en: "Begin processing")
    case (_, .supplementAsked):
      words = LocalizedText(vi: "Yêu cầu bổ sung giấy tờ", en: "Ask for more papers")
    case (_, .paymentAsked): words = LocalizedText(vi: "Yêu cầu nộp tiền", en: "Ask for payment")
    case (_, .withdrawn): words = LocalizedText(vi: "Cho rút hồ sơ", en: "Let it be withdrawn")
    case (_, .stopped): words = LocalizedText(vi: "Dừng xử lý", en: "Stop processing")
    case (_, .done): words = LocalizedText(vi: "Báo đã xử lý xong", en: "Mark as done")
    case (_, .registered), (_, .returned): words = transition.to.name
    }
    return words[language]
  }

  /// The office knows the rest by itself.
  private static func isAsked(_ datum: TransitionDatum) -> Bool {
    switch datum {
    case .reason, .requestNumber, .finishedAt, .returnedAt, .supplementReceivedAt, .newDue,
      .signer, .ledgerSignature:
      false
    default: true
    }
  }

  private func hint(_ datum: TransitionDatum, _ language: Language) -> String? {
    switch datum {
    case .papers:
      LocalizedText(
        vi: "Yêu cầu một lần, đầy đủ; yêu cầu lần hai bị tính là trễ hạn.",
        en: "Ask once and in full; a second request counts as late.")[language]
    case .result:
      LocalizedText(
        vi: "Tên và số của giấy tờ kết quả.", en: "Name and number of the result.")[language]
    default: nil
    }
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
