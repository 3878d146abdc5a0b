import DossierStore
import Dossiers
package import Foundation
import Identity
import Sync

extension OneStopOffice {
  /// Puts a better scan in the place of what lies under a component; the older file stays in the
  /// journal. Two counters that do so at once leave both files and a dispute.
  /// - Throws: ``DossierError`` when the procedure has no such component or takes no such file.
  package func replaceFile(
    _ code: String, component: String, name: String, data: Data, by actor: Actor
  ) throws {
    try actor.require(.edit)
    let (id, state) = try workableState(code: code)
    guard DossierStatus(rawValue: state.status)?.isTerminal == false else {
      throw DossierError(
        .refused, vi: "Hồ sơ đã kết thúc, không sửa được nữa.",
        en: "The dossier is closed; nothing of it can change.")
    }
    let file = try keep(
      checked(data, name: name, component: component, of: try entry(of: state).procedure))
    let replaced = state.files.filter { $0.component == component }.map(\.entry)
    guard !state.files.contains(where: { $0.sha256.hex == file.sha256 }) else { return }
    _ = try store.append(
      [
        EntryDraft(
          kind: DossierKind.file.rawValue, subject: .existing(id), body: file.json.object ?? [:],
          replaces: replaced)
      ], by: actor.id, clock: clockSource())
  }
}
