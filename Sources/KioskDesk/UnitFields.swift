import Counter
import Dossiers
import Identity
import KioskServer
import Sync

/// Who decides a dossier and who hands its result over, as people choose it. Where the province
/// told of no other unit there is nothing to choose.
extension OneStopOffice {
  func unitFields(_ chosen: UnitChoice, _ language: Language) -> [Transition.Field] {
    unitFields(
      [.authority: chosen.authority ?? unit.code, .returnUnit: chosen.returnUnit ?? unit.code],
      language)
  }

  /// This unit is what goes without saying.
  func chosenUnits(_ authority: String, _ returnUnit: String) -> UnitChoice {
    func other(_ code: String) -> String? { code.isEmpty || code == unit.code ? nil : code }
    return UnitChoice(authority: other(authority), returnUnit: other(returnUnit))
  }

  /// What may be changed with a change of status.
  func unitFields(
    _ transition: LifeCycle.Transition, _ state: DossierState, _ language: Language
  ) -> [Transition.Field] {
    switch (transition.kind, transition.to) {
    case (.normal, .processing):
      unitFields([.authority: state.authority, .returnUnit: state.returnUnit], language)
    case (.normal, .done): unitFields([.returnUnit: state.returnUnit], language)
    default: []
    }
  }

  private func unitFields(_ current: [TransitionDatum: String], _ language: Language)
    -> [Transition.Field]
  {
    let units = units()
    guard units.count > 1 else { return [] }
    return TransitionDatum.units.compactMap { datum in
      current[datum].map { code in
        let unknown = units.contains { $0.code == code } ? [] : [(code: code, name: code)]
        return Transition.Field(
          id: datum.rawValue, label: datum.name[language].capitalizedFirst,
          shape: .choice(
            (units.map { (code: $0.code, name: $0.name) } + unknown).map {
              Transition.Field.Choice(value: $0.code, label: $0.name)
            }), isRequired: true, value: code)
      }
    }
  }
}
