import Dossiers
import FormEngine
import Foundation
import KioskServer

import struct KioskServer.Component
import struct KioskServer.Fee

extension MemoryDesk {
  func screen(_ open: OpenDraft, _ caller: Caller) -> Draft {
    let procedure = open.entry.procedure
    let given = Set(
      open.counts.filter { _, counts in
        counts.original + counts.certified + counts.copy > 0 || counts.presented
      }.keys)
    let session = open.session
    func isTrue(_ expression: String) throws -> Bool {
      if case .boolean(let flag) = try session.evaluate(expression) { return flag }
      return try session.evaluate(expression).text == "true"
    }
    let required = Set((try? procedure.requiredComponents(evaluate: isTrue))?.map(\.id) ?? [])
    let missing = Set(
      (try? procedure.missingComponents(given: given, evaluate: isTrue))?.map(\.id) ?? [])
    let lines =
      (try? procedure.feeLines { Double(try session.evaluate($0).text) ?? 0 }) ?? []
    var draft = Draft(
      id: open.id, procedure: line(procedure, caller), savedAt: now, form: session.view(),
      problems: session.validate(),
      components: procedure.components.map { component in
        Component(
          id: component.id, name: component.name[caller.language],
          isRequired: required.contains(component.id), presentOnly: component.presentOnly,
          asked: component.presentOnly ? "Xuất trình" : "\(component.original) bản chính",
          counts: open.counts[component.id] ?? ComponentCounts(),
          files: open.files[component.id]?.map(\.file) ?? [],
          problem: missing.contains(component.id) ? "Chưa nhận giấy tờ này." : nil)
      },
      fee: Fee(
        total: lines.reduce(0) { $0 + $1.amount.dong },
        lines: lines.map {
          Fee.Line(
            name: $0.name[caller.language], amount: $0.amount.dong,
            exemption: $0.exemption?[caller.language])
        }),
      promise: promise(procedure, caller.language), newerVersion: newer?.to)
    for (file, _) in open.files.values.joined() { draft.answerFiles[file.name] = file }
    return draft
  }

  func line(_ procedure: Procedure, _ caller: Caller, why: String? = nil) -> ProcedureLine {
    ProcedureLine(
      code: procedure.code, name: procedure.name[caller.language],
      sector: procedure.sector.name[caller.language],
      term: procedure.term.text[caller.language], why: why,
      whileYouWait: procedure.whileYouWait)
  }

  func noteOpened(_ section: String?, draft id: String, _ caller: Caller) async throws {}

  /// This desk keeps no registers.
  func findEntities(_ text: String, at path: String, draft id: String, _ caller: Caller)
    async throws -> EntitySearch
  {
    EntitySearch(text: text, hits: [])
  }

  func startDraft(procedure code: String, _ caller: Caller) async throws -> String {
    let entry = try entry(code)
    count += 1
    let id = "draft-\(count)"
    drafts[id] = OpenDraft(id: id, entry: entry, session: try session(entry, caller))
    return id
  }

  func draft(_ id: String, _ caller: Caller) async throws -> Draft {
    screen(try open(id, caller), caller)
  }

  func answer(
    draft id: String, _ caller: Caller,
    _ choose: @escaping @Sendable (FormView) -> [String: String]
  ) async throws -> Draft {
    let open = try open(id, caller)
    let before = open.session.answers()
    do {
      for (path, value) in choose(open.session.view()).sorted(by: { $0.key < $1.key }) {
        try open.session.set(value, at: path)
      }
    } catch {
      try open.session.load(before)
      throw DeskError(.badInput, "Tờ khai không có mục này.")
    }
    return screen(open, caller)
  }

  func addRow(to path: String, draft id: String, _ caller: Caller) async throws -> Draft {
    let open = try open(id, caller)
    try changing { _ = try open.session.addRow(to: path) }
    return screen(open, caller)
  }

  func removeRow(at path: String, draft id: String, _ caller: Caller) async throws -> Draft {
    let open = try open(id, caller)
    try changing { try open.session.removeRow(at: path) }
    return screen(open, caller)
  }

  private func changing(_ work: () throws -> Void) throws {
    do {
      try work()
    } catch {
      throw DeskError(.badInput, "Tờ khai không có dòng này.")
    }
  }

  func discardDraft(_ id: String, _ caller: Caller) async throws {
    drafts[id] = nil
  }

  func versionChange(draft id: String, _ caller: Caller) async throws -> VersionChange {
    guard let newer else { throw DeskError(.refused, "Không có phiên bản mới.") }
    return newer
  }

  func carryOver(draft id: String, to version: String, _ caller: Caller) async throws {
    guard newer?.to == version else { throw DeskError(.refused, "Hãy xem lại.") }
    newer = nil
  }

  func readCard(_ text: String, draft id: String, _ caller: Caller) async throws -> CardPrefill {
    let open = try open(id, caller)
    let card = try read(text, caller)
    let named = [
      ("cccd.number", "Số định danh"), ("cccd.name", "Họ tên"),
      ("cccd.birthDate", "Ngày sinh"), ("cccd.sex", "Giới tính"), ("cccd.address", "Nơi cư trú"),
    ]
    let questions = open.session.view().items.flatMap(questions)
    return CardPrefill(
      readings: named.compactMap { key, label in
        card.value(of: key).map { CardPrefill.Reading(label: label, value: $0) }
      },
      changes: open.entry.procedure.prefill.compactMap { prefill in
        guard let value = card.value(of: prefill.from),
          let question = questions.first(where: { $0.path == prefill.to }),
          question.value != value
        else { return nil }
        return CardPrefill.Change(
          path: prefill.to, label: question.label.text, before: question.value, after: value)
      }, warnings: card.warnings.map { $0.text[caller.language] })
  }

  func questions(_ item: FormItem) -> [FormQuestion] {
    switch item {
    case .question(let question): [question]
    case .group(let group): group.items.flatMap(questions)
    case .rows(let rows): rows.rows.flatMap { $0.items.flatMap(questions) }
    }
  }

  private func read(_ text: String, _ caller: Caller) throws -> IdentityCardQR {
    do {
      return try IdentityCardQR(text)
    } catch let error as DossierError {
      throw DeskError(.badInput, error.message[caller.language])
    }
  }

  func applyCard(_ text: String, paths: Set<String>, draft id: String, _ caller: Caller)
    async throws -> Draft
  {
    let offered = try await readCard(text, draft: id, caller).changes
    let chosen = offered.filter { paths.contains($0.path) }
    let answers = Dictionary(chosen.map { ($0.path, $0.after) }, uniquingKeysWith: { $1 })
    return try await answer(draft: id, caller) { _ in answers }
  }

  func setCounts(_ counts: [String: ComponentCounts], draft id: String, _ caller: Caller)
    async throws -> Draft
  {
    drafts[id] = try open(id, caller)
    drafts[id]?.counts.merge(counts) { $1 }
    return screen(try open(id, caller), caller)
  }

  func attach(_ upload: Upload, draft id: String, _ caller: Caller) async throws -> Draft {
    let open = try open(id, caller)
    guard open.entry.procedure.component(upload.component) != nil else {
      throw DeskError(.badInput, "Thủ tục không có thành phần này.")
    }
    count += 1
    let file = AttachedFile(
      id: "f\(count)", name: upload.name, type: upload.type, bytes: upload.data.count)
    drafts[id]?.files[upload.component, default: []].append((file, upload.data))
    return screen(try self.open(id, caller), caller)
  }

  func answer(file upload: Upload, draft id: String, _ caller: Caller) async throws -> Draft {
    let open = try open(id, caller)
    guard upload.data.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      throw DeskError(.badInput, "Loại tệp không được nhận; chỉ nhận jpg, png.")
    }
    count += 1
    let name = "f\(count).png"
    try changing { try open.session.set(name, at: upload.component) }
    let file = AttachedFile(
      id: "f\(count)", name: name, type: "image/png", bytes: upload.data.count)
    drafts[id]?.files["/" + upload.component, default: []].append((file, upload.data))
    return screen(try self.open(id, caller), caller)
  }

  func detach(file: String, component: String, draft id: String, _ caller: Caller) async throws
    -> Draft
  {
    drafts[id]?.files[component]?.removeAll { $0.file.id == file }
    return screen(try open(id, caller), caller)
  }

  func draftFile(_ file: String, draft id: String, _ caller: Caller) async throws -> Document {
    let all = try open(id, caller).files.values.flatMap { $0 }
    guard let found = all.first(where: { $0.file.id == file }) else {
      throw DeskError(.notFound, "Không có tệp này.")
    }
    return Document(data: found.data, type: found.file.type, name: "file")
  }

  func accept(draft id: String, _ caller: Caller) async throws -> String {
    let open = try open(id, caller)
    if let code = open.code { return code }
    if case .unsure = clockStanding { throw DeskError(.clockUnconfirmed, "Hãy xác nhận giờ.") }
    let screen = screen(open, caller)
    guard screen.problems.isEmpty, screen.components.allSatisfy({ $0.problem == nil }) else {
      throw DeskError(.incomplete, "Hồ sơ chưa đủ.")
    }
    let code = nextCode()
    drafts[id]?.code = code
    keep(code, try self.open(id, caller), screen)
    viewed.insert(code)
    return code
  }

  func keep(_ code: String, _ open: OpenDraft, _ screen: Draft) {
    let procedure = open.entry.procedure
    let subject = procedure.titlePath.flatMap { open.session.answers()[$0] } ?? ""
    dossiers[code] = Kept(
      line: DossierLine(
        code: code, procedure: screen.procedure.name, maskedSubject: Mask.name(subject),
        status: 2, statusName: DossierStatus.received.name.vi, receivedAt: now,
        due: screen.promise?.due, isSent: false),
      draft: open, promise: screen.promise ?? Promise(due: nil, explanation: ""),
      timeline: [
        TimelineEvent(
          time: now, status: 2, statusName: DossierStatus.received.name.vi,
          actor: Self.officer.fullName, reason: nil)
      ])
    linkState.dossiersWaiting += 1
  }
}
