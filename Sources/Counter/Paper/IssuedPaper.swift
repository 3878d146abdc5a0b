import Documents
import DossierStore
import Dossiers
package import Foundation
import Identity
import Sync

extension OneStopOffice {
  /// A paper to be printed elsewhere, in the browser for example. It is on record as printed before
  /// it is given out; the second and later ones are marked as reprints with their number.
  /// - Throws: ``DossierError`` when the dossier has no such paper or the role forbids it; then
  ///   nothing is recorded.
  package func issue(_ kind: PaperKind, code: String, by actor: Actor) throws -> Data {
    let (id, state) = try state(code: code)
    let earlier = state.prints.count { $0.document == kind.rawValue }
    let mark = earlier == 0 ? PaperMark.original : .reprint(earlier)
    let data = try document(kind, format: .pdf, code: code, mark: mark, by: actor)
    _ = try store.append(
      [
        EntryDraft(
          kind: "dossier.printed", subject: .existing(id),
          body: ["document": .string(kind.rawValue), "copy": 1, "format": "pdf"])
      ], by: actor.id, clock: clockSource())
    return data
  }
}
