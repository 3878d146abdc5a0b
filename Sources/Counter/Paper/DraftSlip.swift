import Documents
import Dossiers
package import Foundation

/// The slip with which somebody goes on with a draft another day.
extension OneStopOffice {
  /// What the slip's code begins with, before the draft's id.
  package static let draftMark = "motcua:draft:"

  /// The draft that a scanned or typed text names; `nil` when it is no draft slip's code.
  package static func draftID(scanned text: String) -> String? {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard text.hasPrefix(draftMark), text.utf8.count <= 200 else { return nil }
    return String(text.dropFirst(draftMark.count))
  }

  /// - Throws: ``DossierError`` when there is no such draft or the role forbids it.
  package func draftSlip(_ id: String, format: PaperFormat, by actor: Actor) throws -> Data {
    try actor.require(.receive)
    let draft = try draft(id)
    var data = office.data
    let code = Self.draftMark + id
    data.texts.merge([
      "draft": id, "qr": code, "qr.short": code, "procedure": draft.procedure.name.vi,
      "printed.by": actor.displayName,
    ]) { $1 }
    data.texts.merge(PaperData.moment("saved", draft.savedAt.civil)) { $1 }
    data.texts.merge(PaperData.moment("printed", now.civil)) { $1 }
    let paper = FilledPaper(try layouts.layout("draft"), data)
    return try drawn { try bytes(paper, format, createdAt: draft.savedAt.civil) }
  }
}
