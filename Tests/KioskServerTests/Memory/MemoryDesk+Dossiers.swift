import Dossiers
import FormEngine
import Foundation
import KioskServer

import struct KioskServer.Fee

extension MemoryDesk {
  func find(_ text: String, _ caller: Caller) async throws -> [DossierLine] {
    let query = FoldedText(text)
    return dossiers.values.filter { kept in
      let answers = kept.draft.session.answers()
      let subject = kept.draft.entry.procedure.titlePath.flatMap { answers[$0] } ?? ""
      return FoldedText(subject + " " + kept.line.code).matches(query)
    }.map(\.line).sorted { $0.code > $1.code }
  }

  func recordView(_ code: String, reason: ViewReason, _ caller: Caller) async throws {
    _ = try kept(code)
    viewed.insert(code)
  }

  private func opened(_ code: String) throws -> Kept {
    let kept = try kept(code)
    guard viewed.contains(code) else { throw DeskError(.reasonNeeded, "Hãy nêu lý do.") }
    return kept
  }

  func dossier(_ code: String, _ caller: Caller) async throws -> DossierPage {
    let kept = try opened(code)
    let screen = screen(kept.draft, caller)
    let answers = kept.draft.session.answers()
    return DossierPage(
      line: kept.line,
      subject: kept.draft.entry.procedure.titlePath.flatMap { answers[$0] } ?? "",
      formVersion: kept.draft.entry.procedure.version, receivingUnit: "UBND xã Pà Cò Thử",
      authority: "UBND xã", promise: kept.promise, fee: screen.fee,
      sections: sections(screen), components: screen.components, timeline: kept.timeline,
      transitions: transitions(kept.line.status, caller.language),
      canHandOver: kept.line.status == 9,
      documents: [
        DocumentKind(id: "receipt", name: "Giấy tiếp nhận và hẹn trả"),
        DocumentKind(id: "declaration", name: "Tờ khai"),
      ])
  }

  private func sections(_ draft: Draft) -> [AnswerSection] {
    draft.form.items.compactMap { item in
      guard case .group(let group) = item, group.isRelevant else { return nil }
      return AnswerSection(
        title: group.label.text,
        rows: group.items.flatMap(questions).filter { $0.isRelevant && $0.control != .note }.map {
          AnswerSection.Row(path: $0.path, label: $0.label.text, value: $0.value)
        })
    }
  }

  private func transitions(_ status: Int, _ language: Language) -> [Transition] {
    guard let from = DossierStatus(rawValue: status) else { return [] }
    return LifeCycle.next(from: from).filter { $0.to != .returned }.map { transition in
      Transition(
        to: transition.to.rawValue, name: transition.to.name[language],
        reasonRequired: transition.requires.contains(.reason),
        fields: transition.requires.filter { $0 != .reason }.map { datum in
          Transition.Field(
            id: datum.rawValue, label: datum.name[language],
            shape: datum == .papers ? .list : datum == .newDue ? .date : .line,
            isRequired: datum == .papers)
        })
    }
  }

  func history(_ code: String, _ caller: Caller) async throws -> [HistoryEvent] {
    try opened(code).timeline.reversed().map {
      HistoryEvent(
        time: $0.time, isTimeTrusted: true, actor: $0.actor, what: $0.statusName,
        details: $0.reason.map { [$0] } ?? [], entry: "abcdefghij234567.1.12", isSent: false)
    }
  }

  func dossierFile(_ file: String, dossier code: String, _ caller: Caller) async throws
    -> Document
  {
    let all = try opened(code).draft.files.values.flatMap { $0 }
    guard let found = all.first(where: { $0.file.id == file }) else {
      throw DeskError(.notFound, "Không có tệp này.")
    }
    return Document(data: found.data, type: found.file.type, name: "file")
  }

  func changeStatus(_ code: String, _ change: StatusChange, _ caller: Caller) async throws {
    var kept = try kept(code)
    guard let status = DossierStatus(rawValue: change.to) else {
      throw DeskError(.badInput, "Không có trạng thái này.")
    }
    kept.line.status = change.to
    kept.line.statusName = status.name[caller.language]
    kept.timeline.append(
      TimelineEvent(
        time: now, status: change.to, statusName: kept.line.statusName,
        actor: Self.officer.fullName, reason: change.reason.isEmpty ? nil : change.reason))
    dossiers[code] = kept
  }

  func perform(_ act: ActRequest, on code: String, _ caller: Caller) async throws {
    _ = try opened(code)
    performed.append(act)
  }

  func conclude(_ act: ActRequest, draft id: String, _ caller: Caller) async throws -> String? {
    _ = try open(id, caller)
    performed.append(act)
    return nil
  }

  func work(_ caller: Caller) async throws -> [WorkSheet] {
    [WorkSheet(desk: .reception, dossiers: dossiers.values.map(\.line))]
  }

  func entrySheet(_ code: String, _ caller: Caller) async throws -> EntrySheet {
    let page = try await dossier(code, caller)
    return EntrySheet(
      system: "Hệ thống thử",
      groups: page.sections.map { section in
        EntrySheet.Group(
          title: section.title,
          lines: section.rows.map { EntrySheet.Line(label: $0.label, value: $0.value) })
      }, officialCode: nil)
  }

  func settle(_ code: String, _ settlement: Settlement, _ caller: Caller) async throws {
    _ = try opened(code)
    settlements.append(settlement)
  }

  func correct(_ code: String, _ correction: Correction, _ caller: Caller) async throws {
    _ = try opened(code)
    corrections.append(correction)
  }

  func disputes(_ caller: Caller) async throws -> DisputeList {
    var list = DisputeList(lines: disputed, figures: disputeFigures)
    list.shared = sharedLines.isEmpty ? [] : [sharedLines]
    list.copyInUse = copyInUse
    return list
  }

  func judgeTwin(
    _ code: String, twin: String, isSame: Bool, reason: String, _ caller: Caller
  ) async throws {
    _ = try opened(code)
    verdicts.append("\(twin) \(isSame) \(reason)")
  }

  func handOver(_ code: String, _ handOver: HandOver, _ caller: Caller) async throws {
    try await changeStatus(
      code, StatusChange(to: 10, reason: "Người nhận: \(handOver.takenBy)"), caller)
  }

  func document(_ kind: String, format: DocumentFormat, dossier code: String, _ caller: Caller)
    async throws -> Document
  {
    _ = try opened(code)
    switch format {
    case .png: return Document(data: picture, type: "image/png", name: "\(code).png")
    case .pdf:
      return Document(data: Data("%PDF-1.7".utf8), type: "application/pdf", name: "\(code).pdf")
    case .text: return Document(data: Data(code.utf8), type: "text/plain", name: "\(code).txt")
    case .escpos:
      return Document(
        data: Data([0x1B, 0x40]), type: "application/octet-stream", name: "\(code).bin")
    }
  }

  func issue(_ kind: String, dossier code: String, _ caller: Caller) async throws -> Document {
    _ = try opened(code)
    issued.append("\(code) \(kind)")
    return Document(
      data: Data("%PDF-1.7".utf8), type: "application/pdf", name: "\(code)-\(kind).pdf")
  }

  func draftSlip(_ draft: String, _ caller: Caller) async throws -> Document {
    _ = try await self.draft(draft, caller)
    return Document(data: Data("%PDF-1.7".utf8), type: "application/pdf", name: "draft.pdf")
  }

  func printers() async -> [Printer] { printerList }

  func print(
    _ kind: String, dossier code: String, printer: String, copies: Int, _ caller: Caller
  ) async throws {
    guard printerList.contains(where: { $0.id == printer }) else {
      throw DeskError(.badInput, "Không có máy in này.")
    }
  }

  func printQueue(_ caller: Caller) async throws -> PrintQueue {
    PrintQueue(printers: printerList, jobs: printLines)
  }

  func settlePrint(_ job: Int, _ act: QueuedPrint.Act, _ caller: Caller) async throws {
    guard let index = printLines.firstIndex(where: { $0.id == job && $0.acts.contains(act) })
    else { throw DeskError(.refused, "Lệnh in vừa đổi trạng thái.") }
    printLines.remove(at: index)
  }

  func testPrinter(_ id: String, _ caller: Caller) async throws -> String {
    guard printerList.contains(where: { $0.id == id }) else {
      throw DeskError(.notFound, "Không có máy in này.")
    }
    return "Máy in hết giấy."
  }
}
