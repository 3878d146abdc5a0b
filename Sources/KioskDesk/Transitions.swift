import Counter
import Dossiers
import KioskServer

extension OneStopOffice {
  /// What this officer may do now, with what the law asks for it.
  func transitions(
    from status: DossierStatus, _ procedure: Procedure, _ actor: Actor, _ language: Language
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
              isRequired: true)
          })
      }
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
