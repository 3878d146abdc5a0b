package import Dossiers
package import Identity

extension TransitionDatum {
  /// The data of a transition as a `dossier.status` entry carries them.
  package static func json(_ data: [TransitionDatum: String]) -> JSONValue {
    .object(Dictionary(uniqueKeysWithValues: data.map { ($0.key.rawValue, .string($0.value)) }))
  }
}

extension DossierState {
  /// The data of a change without units that are named already: nobody is named twice.
  package func namingAnew(_ data: [TransitionDatum: String]) -> [TransitionDatum: String] {
    let named: [TransitionDatum: String] = [.authority: authority, .returnUnit: returnUnit]
    return data.filter { named[$0.key] != $0.value }
  }
}
