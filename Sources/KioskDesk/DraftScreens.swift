import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import KioskServer

/// What the draft pages show.
extension OneStopOffice {
  func screen(_ open: OpenDraft, _ language: Language) throws -> KioskServer.Draft {
    let view = open.session.view()
    let fee = try? fee(
      of: open.procedure, session: open.session, exemptions: open.content.exemptions)
    var draft = KioskServer.Draft(
      id: open.id, procedure: line(open.procedure, why: nil, language), savedAt: open.savedAt,
      form: view, problems: open.session.validate(),
      components: components(open, language),
      fee: KioskServer.Fee(fee ?? FeeStatement(lines: []), language),
      promise: try promise(
        for: open.procedure, received: reception(of: open.content), language),
      newerVersion: newerVersion(of: open.content), source: source(of: open, view))
    draft.version = open.content.version
    draft.handing = handing(open.content, language)
    draft.acts = acts(on: open, language)
    draft.answerFiles = Dictionary(
      open.content.attachments.filter(Self.isAnswer).map {
        ($0.name, AttachedFile(id: $0.sha256, name: $0.name, type: $0.type, bytes: $0.size))
      }, uniquingKeysWith: { first, _ in first })
    draft.slip = open.content.slip.map {
      SlipEntry(
        slip: (try? slipToBook($0).code) ?? $0.slip, procedure: open.procedure.code,
        receivedAt: $0.receivedAt, reason: $0.reason, isOtherMachineGone: $0.isOtherMachineGone)
    }
    return draft
  }

  /// Where it was begun from; an answer the officer changed is his own.
  private func source(of open: OpenDraft, _ view: FormView) -> DraftSource? {
    open.content.origin.map { origin in
      let same = view.questions.filter { origin.carried[$0.path] == $0.value }
      return DraftSource(code: origin.code, carried: Set(same.map(\.path)))
    }
  }

  func promise(
    for procedure: Procedure, received: Instant? = nil, _ language: Language
  ) throws -> KioskServer.Promise? {
    guard case .trusted = try clockStanding() else { return nil }
    let promised = try promises.promise(received: received ?? now, term: procedure.term)
    return KioskServer.Promise(due: promised.due, explanation: promised.explanation[language])
  }

  func line(_ procedure: Procedure, why: LocalizedText?, _ language: Language) -> ProcedureLine {
    ProcedureLine(
      code: procedure.code, name: procedure.name[language],
      sector: procedure.sector.name[language], term: procedure.term.text[language],
      why: why?[language], whileYouWait: procedure.whileYouWait)
  }

  /// Components this case needs, and optional ones.
  private func components(_ open: OpenDraft, _ language: Language) -> [KioskServer.Component] {
    let required = Set(
      ((try? open.procedure.requiredComponents { try open.session.truth(of: $0) }) ?? []).map(\.id))
    return open.procedure.components.compactMap { component in
      let counts = open.content.counts[component.id] ?? PaperCounts()
      let files = open.content.attachments.filter { $0.component == component.id }
      let isRequired = required.contains(component.id)
      let isOptional = component.requiredIf == "false()"
      guard isRequired || isOptional || !counts.isEmpty || !files.isEmpty else { return nil }
      let missing = isRequired && counts.isEmpty && files.isEmpty
      return KioskServer.Component(
        id: component.id, name: component.name[language], isRequired: isRequired,
        presentOnly: component.presentOnly, asked: asked(component, language),
        counts: ComponentCounts(
          original: counts.original, certified: counts.certified, copy: counts.copy,
          presented: counts.presented),
        files: files.map {
          AttachedFile(id: $0.sha256, name: $0.name, type: $0.type, bytes: $0.size)
        },
        problem: missing
          ? LocalizedText(vi: "Còn thiếu giấy tờ này.", en: "This paper is missing.")[language]
          : nil)
    }
  }

  func asked(_ component: Dossiers.Component, _ language: Language) -> String {
    PaperWords.asked(component, language)
  }

  /// What a card would set, by answer path.
  func cardValues(_ text: String, _ open: OpenDraft) throws -> [(String, String)] {
    let card = try IdentityCardQR(text)
    let known = Set(open.session.view().questions.map(\.path))
    return open.procedure.prefill.compactMap { prefill in
      guard known.contains(prefill.to), let value = card.value(of: prefill.from), !value.isEmpty
      else { return nil }
      return (prefill.to, value)
    }
  }

  func prefill(_ text: String, _ open: OpenDraft, _ language: Language) throws -> CardPrefill {
    let card = try IdentityCardQR(text)
    let questions = Dictionary(
      open.session.view().questions.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let changes = try cardValues(text, open).map { path, value in
      CardPrefill.Change(
        path: path, label: questions[path]?.label.text ?? path,
        before: questions[path].map(AnswerText.of) ?? "",
        after: AnswerText.of(value, type: questions[path]?.type ?? .string))
    }
    let words: [(LocalizedText, String?)] = [
      (LocalizedText(vi: "Số định danh", en: "ID number"), card.number.text),
      (LocalizedText(vi: "Họ và tên", en: "Name"), card.name),
      (
        LocalizedText(vi: "Ngày sinh", en: "Date of birth"), card.birthDate.map(AnswerText.date)
      ),
      (LocalizedText(vi: "Địa chỉ trên thẻ", en: "Address on the card"), card.address),
      (LocalizedText(vi: "Ngày cấp", en: "Issued"), card.issuedOn.map(AnswerText.date)),
    ]
    return CardPrefill(
      readings: words.compactMap { label, value in
        value.map { CardPrefill.Reading(label: label[language], value: $0) }
      }, changes: changes, warnings: card.warnings.map { $0.text[language] })
  }

  func file(_ id: String, among attachments: [Attachment]) throws -> KioskServer.Document {
    guard let attachment = attachments.first(where: { $0.sha256 == id }),
      let digest = Digest(hex: id)
    else {
      throw DossierError(.notFound, vi: "Không có tệp này.", en: "There is no such file.")
    }
    return KioskServer.Document(
      data: try store.file(digest), type: attachment.type, name: attachment.name)
  }
}

extension KioskServer.Fee {
  init(_ statement: FeeStatement, _ language: Language) {
    self.init(
      total: statement.total,
      lines: statement.lines.map {
        Line(name: $0.name[language], amount: $0.amount.dong, exemption: $0.exemption?[language])
      })
  }
}
