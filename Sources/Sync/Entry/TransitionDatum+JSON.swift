package import Dossiers
package import Identity

extension TransitionDatum {
  /// The data of a transition as a `dossier.status` entry carries them.
  package static func json(_ data: [TransitionDatum: String]) -> JSONValue {
    .object(Dictionary(uniqueKeysWithValues: data.map { ($0.key.rawValue, .string($0.value)) }))
  }
}
