import Counter
import Dossiers
import KioskServer

extension OneStopOffice {
  /// What this officer may do now, with what the law asks for it.
  func transitions(
    from status: DossierStatus, _ procedure: Procedure, _ actor: Actor, _ language: Language
  ) -> [Transition] {
    LifeCycle.next(from: status)
      .filter { $0.to != .returned && actor.may($0.to.permission) }
      .filter { LifeCycle.communeMay(changeTo: $0.to, decidedBy: procedure.decidedBy) }
      .map { transition in
        Transition(
          to: transition.to.rawValue, name: transition.to.name[language],
          reasonRequired: transition.requires.contains(.reason),
          fields: transition.requires.filter { Self.isAsked($0) }.map { datum in
            Transition.Field(
              id: datum.rawValue, label: datum.name[language].capitalizedFirst,
              hint: hint(datum, language), shape: datum == .papers ? .list : .line,
              isRequired: true)
          })
      }
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
        vi: "Mỗi dòng một giấy tờ. Yêu cầu một lần, đầy đủ; yêu cầu lần hai bị tính là trễ hạn.",
        en: "One paper a line. Ask once and in full; a second request counts as late.")[language]
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
