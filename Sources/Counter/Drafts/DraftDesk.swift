import DossierStore
package import Dossiers
package import FormEngine
package import Foundation
import Identity

/// A draft with its live form.
package struct OpenDraft {
  package let id: String
  package let owner: String
  package let savedAt: Instant
  package var content: DraftContent
  package let procedure: Procedure
  package let session: FormSession
}

/// Drafts: every answer is on the disk, sealed, before the call returns.
extension OneStopOffice {
  /// - Throws: ``DossierError`` when the procedure cannot be received today.
  /// - Parameter slip: The emergency slip it is booked from, already checked.
  package func startDraft(
    procedure code: String, slip: SlipBooking? = nil, by actor: Actor
  ) throws -> String {
    try actor.require(.receive)
    let day = (slip?.receivedAt ?? now).civil.date
    var entry = try library.catalogue.entry(code, on: day)
    if (try? library.definition(code, version: entry.procedure.version)) == nil {
      // A form that does not work is left out of the catalogue from now on.
      entry = try library.catalogue.entry(code, on: day)
    }
    let id = store.newDraftID()
    var content = DraftContent(procedure: code, version: entry.procedure.version)
    if try library.definition(code, version: content.version).audit != nil {
      content.log.note("form start", at: now.milliseconds, by: actor.id)
    }
    content.slip = slip
    _ = try store.saveDraft(id: id, owner: actor.id, content: content.json)
    return id
  }

  /// What a draft holds, without its form.
  package func draftContent(_ id: String) throws -> DraftContent { try saved(id).content }

  private func saved(_ id: String) throws -> (draft: Draft, content: DraftContent) {
    guard let draft = try store.draft(id), let content = DraftContent(json: draft.content) else {
      throw Self.noDraft
    }
    return (draft, content)
  }

  /// When what a draft holds is, or was, received.
  package func reception(of content: DraftContent) -> Instant {
    content.slip?.receivedAt ?? now
  }

  /// A draft's version of its procedure, as the province has it on the day of reception.
  func offered(_ content: DraftContent) throws -> ProcedureCatalogue.Entry {
    try library.requireOverlay()
    return try library.catalogue.entry(
      content.procedure, version: content.version, on: reception(of: content).civil.date)
  }

  package func draft(_ id: String, language: Language = .vietnamese) throws -> OpenDraft {
    let (saved, content) = try saved(id)
    let entry = try offered(content)
    let session = try self.session(
      content.procedure, version: content.version, now: reception(of: content),
      language: language)
    try session.load(content.answers.formAnswers)
    return OpenDraft(
      id: id, owner: saved.owner, savedAt: Instant(milliseconds: saved.savedAt), content: content,
      procedure: entry.procedure, session: session)
  }

  /// Applies a change to a draft's form and saves it, if it is one.
  package func change(
    draft id: String, language: Language = .vietnamese, by actor: Actor,
    _ work: (inout OpenDraft) throws -> Void
  ) throws -> OpenDraft {
    try actor.require(.receive)
    var open = try draft(id, language: language)
    let before = open.content
    let chosen = open.session.chosenEntities
    let answered = Self.answersFollowed(open.procedure, in: open.session)
    do {
      try work(&open)
      try Self.follow(open.procedure, in: open.session, before: answered)
      try Self.carry(open.procedure, in: open.session)
    } catch let error as FormError {
      throw DossierError(
        .badInput, vi: "Câu trả lời không khớp biểu mẫu: \(error).", en: "\(error)")
    }
    let new = open.session.chosenEntities.filter { chosen[$0.key]?.id != $0.value.id }
    try recordUse(of: new.sorted { $0.key < $1.key }.map(\.value), by: actor)
    open.content.answers = FlatAnswers(open.session.answers(), newRowID: newRowID)
    open.content.attachments = Self.kept(open.content.attachments, by: open.content.answers)
    if let audit = open.session.definition.audit {
      Self.noteChanges(
        audit, &open, from: before.answers, to: open.content.answers, at: now.milliseconds,
        by: actor)
    }
    if open.content != before {
      _ = try store.saveDraft(id: id, owner: open.owner, content: open.content.json)
    }
    return open
  }

  /// The answers whose change writes others, by path.
  static func answersFollowed(_ procedure: Procedure, in session: FormSession) -> [String: String] {
    let paths = Set(procedure.carry.compactMap(\.on))
    return Dictionary(uniqueKeysWithValues: paths.map { ($0, session.value(at: $0) ?? "") })
  }

  /// Writes what follows from answers that changed.
  static func follow(_ procedure: Procedure, in session: FormSession, before: [String: String])
    throws
  {
    let after = answersFollowed(procedure, in: session)
    for rule in procedure.carry {
      guard let on = rule.on, before[on] != after[on], try session.truth(of: rule.when) else {
        continue
      }
      try session.set(session.text(of: rule.value), at: rule.to)
    }
  }

  /// Fills in what was answered already where it is asked again and still empty.
  static func carry(_ procedure: Procedure, in session: FormSession) throws {
    for rule in procedure.carry where rule.on == nil {
      guard try session.truth(of: rule.when) else { continue }
      guard try session.text(of: "/data/\(rule.to)").isEmpty else { continue }
      let value = try session.text(of: rule.value)
      if !value.isEmpty { try session.set(value, at: rule.to) }
    }
  }

  private static var noDraft: DossierError {
    DossierError(
      .notFound, vi: "Không có bản nháp này; có thể đã được tiếp nhận.",
      en: "There is no such draft; it may have been accepted.")
  }

  /// - Throws: ``DossierError`` of kind not found if the draft is unknown or was accepted.
  package func discardDraft(_ id: String, by actor: Actor) throws {
    try actor.require(.receive)
    guard try store.deleteDraft(id) else {
      throw Self.noDraft
    }
  }

  /// Keeps a file for a draft's component; its type is known from its first bytes.
  package func attach(
    _ data: Data, name: String, component: String, draft id: String, language: Language,
    by actor: Actor
  ) throws -> OpenDraft {
    try change(draft: id, language: language, by: actor) { open in
      let attachment = try keep(
        checked(data, name: name, component: component, of: open.procedure))
      open.content.attachments.removeAll {
        $0.component == component && $0.sha256 == attachment.sha256
      }
      open.content.attachments.append(attachment)
      if open.content.counts[component]?.isEmpty ?? true,
        let asked = open.procedure.components.first(where: { $0.id == component })
      {
        open.content.counts[component] = PaperCounts(asAsked: asked)
      }
    }
  }

  /// Puts a checked file into the store.
  func keep(_ file: CheckedFile) throws -> Attachment {
    let digest = try store.putFile(file.data)
    return Attachment(
      component: file.component, sha256: digest.hex, name: file.name, type: file.type,
      size: file.data.count)
  }

  /// Checks a file against its component; nothing is kept yet.
  func checked(_ data: Data, name: String, component id: String, of procedure: Procedure) throws
    -> CheckedFile
  {
    guard let component = procedure.components.first(where: { $0.id == id }) else {
      throw DossierError(
        .badInput, vi: "Thủ tục không có thành phần \(id).",
        en: "The procedure has no component \(id).")
    }
    guard !component.presentOnly else {
      throw DossierError(
        .refused, vi: "Giấy tờ này chỉ xuất trình, không được lưu bản chụp.",
        en: "This paper is only shown; no copy of it may be kept.")
    }
    let name = try AttachmentType.safe(name: name)
    let type = try AttachmentType(data: data, allowed: component.fileTypes)
    return CheckedFile(component: id, name: name, type: type.mediaType, data: data)
  }
}

/// A file that fits its component.
struct CheckedFile: Sendable {
  let component: String
  let name: String
  let type: String
  let data: Data
}
