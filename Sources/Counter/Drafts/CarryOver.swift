import DossierStore
package import Dossiers
import FormEngine
import Foundation

/// What becomes of an open draft in a newer version of its form. Drafts stay on their version; an
/// officer carries one over when the form's author said what its fields are called now.
package struct CarryOver: Sendable {
  package struct Line: Sendable, Hashable {
    /// The field's path in the old version, rows counted from 1.
    package let path: String
    package let label: String
    package let value: String
    /// Its path in the new version; nil if there is none.
    package let becomes: String?
  }

  package let from: String
  package let to: String
  /// Answers that stand under another name from now on.
  package let renamed: [Line]
  /// Answers the new version has no place for: they are left out.
  package let lost: [Line]
  /// Papers and files of components the new version does not know: they are left out.
  package let lostPapers: [LocalizedText]
  let content: DraftContent
}

extension OneStopOffice {
  /// The newest version a draft can be carried over to today, with the maps that lead there.
  private func carryOverTarget(_ content: DraftContent) -> (
    entry: ProcedureCatalogue.Entry, maps: [RenameMap]
  )? {
    let catalogue = library.catalogue
    guard let entry = try? catalogue.entry(content.procedure, on: now.civil.date),
      FormVersion(content.version) < FormVersion(entry.procedure.version)
    else { return nil }
    var maps: [RenameMap] = []
    var current = entry
    while current.procedure.version != content.version {
      guard let map = try? RenameMap.read(beside: current.folder),
        FormVersion(map.from) < FormVersion(current.procedure.version),
        let before = try? catalogue.entry(content.procedure, version: map.from)
      else { return nil }
      maps.insert(map, at: 0)
      current = before
    }
    return (entry, maps)
  }

  /// The version a draft could be carried over to; nil if there is none or no author said how.
  package func newerVersion(of content: DraftContent) -> String? {
    carryOverTarget(content)?.entry.procedure.version
  }

  /// What carrying a draft over would change; nothing is changed yet.
  /// - Throws: ``DossierError`` if there is no version to carry it to.
  package func planCarryOver(draft id: String, language: Language) throws -> CarryOver {
    let open = try draft(id, language: language)
    guard let (entry, maps) = carryOverTarget(open.content) else {
      throw DossierError(
        .refused, vi: "Bản khai dở này không có phiên bản mới để chuyển sang.",
        en: "There is no newer version this draft can be carried over to.")
    }
    let code = open.content.procedure
    let definition = try library.definition(code, version: entry.procedure.version)
    let before = try library.definition(code, version: open.content.version)
    let moved = MovedAnswers(open.content.answers, maps: maps, from: before, to: definition)
    let values = AnswerText.all(open.session)
    func line(_ path: MovedAnswers.Path) -> CarryOver.Line {
      CarryOver.Line(
        path: path.old, label: open.session.label(at: path.old)?.text ?? path.old,
        value: values[path.old] ?? path.value, becomes: path.new)
    }
    var content = open.content
    content.version = entry.procedure.version
    content.answers = moved.answers
    let known = Set(entry.procedure.components.map(\.id))
    let papers = Set(content.counts.keys).union(content.attachments.map(\.component))
      .subtracting(known).sorted()
    content.counts = content.counts.filter { known.contains($0.key) }
    content.attachments = Self.carried(content.attachments, maps, moved.answers, known: known)
    content.exemptions = content.exemptions.filter { fee, exemption in
      entry.procedure.fees.contains { known in
        known.id == fee && known.exemptions.contains { $0.id == exemption }
      }
    }
    return CarryOver(
      from: open.content.version, to: entry.procedure.version, renamed: moved.renamed.map(line),
      lost: moved.lost.map(line),
      lostPapers: papers.map { id in
        open.procedure.component(id)?.name ?? LocalizedText(vi: id, en: id)
      }, content: content)
  }

  /// Carries a draft over to the newest version, as ``planCarryOver(draft:language:)`` said.
  /// - Parameter version: The version the officer agreed to; another one is refused.
  package func carryOver(
    draft id: String, to version: String, language: Language, by actor: Actor
  ) throws {
    try actor.require(.receive)
    if try draftContent(id).version == version { return }
    let plan = try planCarryOver(draft: id, language: language)
    guard plan.to == version else {
      throw DossierError(
        .refused, vi: "Đã có phiên bản \(plan.to); hãy xem lại trước khi chuyển.",
        en: "There is a version \(plan.to) by now; look again before carrying over.")
    }
    let owner = try draft(id, language: language).owner
    _ = try store.saveDraft(id: id, owner: owner, content: plan.content.json)
  }
}
