import DossierStore
import Dossiers
import Identity

extension OneStopOffice {
  /// Records that a paper was printed, and how often.
  package func recordPrint(_ kind: PaperKind, code: String, copies: Int, by actor: Actor) throws {
    let (id, _) = try state(code: code)
    _ = try store.append(
      [
        EntryDraft(
          kind: "dossier.printed", subject: .existing(id),
          body: [
            "document": .string(kind.rawValue), "copy": .integer(Int64(copies)), "format": "pdf",
          ])
      ], by: actor.id, clock: clockSource())
  }
}
