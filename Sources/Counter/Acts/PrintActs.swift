import DossierStore
import Dossiers
import Identity

extension OneStopOffice {
  /// Most copies of one print.
  package static let printCopiesLimit = 1000

  /// Records that a paper was printed, and how often.
  /// - Throws: ``DossierError`` when the number makes no sense or the role forbids it.
  package func recordPrint(_ kind: PaperKind, code: String, copies: Int, by actor: Actor) throws {
    try actor.require(.printPapers)
    guard (1...Self.printCopiesLimit).contains(copies) else {
      throw DossierError(
        .badInput, vi: "Số bản in phải từ 1 đến \(Self.printCopiesLimit).",
        en: "The number of printed copies is 1 to \(Self.printCopiesLimit).")
    }
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
