import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
package import KioskServer
import Sync

/// Dossiers: finding, opening, changing, handing over.
extension OfficeDesk {
  package func find(_ text: String, _ caller: Caller) async throws -> [DossierLine] {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      return try office.lines(office.store.search(text), caller.language)
    }
  }

  package func recordView(_ code: String, reason: ViewReason, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      try office.recordView(office.state(code: code).id, reason: reason.rawValue, by: actor)
    }
  }

  package func dossier(_ code: String, _ caller: Caller) async throws -> DossierPage {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      let reading = try office.reading(code: code)
      try office.requireView(reading.state, by: actor, caller.language)
      return try office.page(reading, actor, caller.language)
    }
  }

  package func history(_ code: String, _ caller: Caller) async throws -> [HistoryEvent] {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      try office.requireView(office.state(code: code).state, by: actor, caller.language)
      return try office.events(code, caller.language)
    }
  }

  package func dossierFile(_ file: String, dossier code: String, _ caller: Caller) async throws
    -> KioskServer.Document
  {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      let (_, state) = try office.state(code: code)
      try office.requireView(state, by: actor, caller.language)
      return try office.file(file, among: state.attachments)
    }
  }

  package func changeStatus(_ code: String, _ change: StatusChange, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      var request = try StatusRequest(change)
      let status = try office.state(code: code).state.status
      let from = DossierStatus(rawValue: status)
      request.isCorrection = LifeCycle.transition(from: from, to: request.to)?.kind == .correction
      try office.changeStatus(code, request, by: actor)
    }
  }

  package func handOver(_ code: String, _ handOver: HandOver, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      var data: [TransitionDatum: String] = [
        .takenBy: handOver.takenBy, .returnForm: handOver.form,
      ]
      data[.returnWay] = handOver.way.rawValue
      for (datum, text) in [
        (TransitionDatum.identityCheck, handOver.idNumber), (.returnPlace, handOver.place),
        (.authorisation, handOver.authorisation),
      ] where !text.isEmpty { data[datum] = text }
      try office.changeStatus(
        code, StatusRequest(to: .returned, reason: "", data: data), by: actor)
    }
  }
}

extension StatusRequest {
  static let paperPrefix = "paper."

  /// `1/0/2`: originals, certified copies, copies.
  private static func paper(_ component: String, _ text: String) throws -> PaperTally {
    let counts = text.split(separator: "/", omittingEmptySubsequences: false)
      .map { Int($0.filter { !$0.isWhitespace }) }
    guard counts.count == 3, let original = counts[0], let certified = counts[1],
      let copy = counts[2]
    else {
      throw DossierError(
        .badInput, vi: "Ghi số giấy tờ dạng chính/chứng thực/sao, như 1/0/2.",
        en: "Write counts as originals/certified/copies, such as 1/0/2.")
    }
    return PaperTally(
      component: component, original: original, certified: certified, copy: copy)
  }

  init(_ change: StatusChange) throws {
    guard let status = DossierStatus(rawValue: change.to) else {
      throw DossierError(
        .badInput, vi: "Trạng thái là số từ 1 đến 10.", en: "A status is a number from 1 to 10.")
    }
    var data: [TransitionDatum: String] = [:]
    var brought: [PaperTally] = []
    for (key, value) in change.data.sorted(by: { $0.key < $1.key }) {
      if key.hasPrefix(Self.paperPrefix) {
        brought.append(try Self.paper(String(key.dropFirst(Self.paperPrefix.count)), value))
        continue
      }
      guard let datum = TransitionDatum(rawValue: key) else {
        throw DossierError(
          .badInput, vi: "Không hiểu mục \(key.prefix(40)).",
          en: "There is no datum \(key.prefix(40)).")
      }
      data[datum] = value
    }
    self.init(to: status, reason: change.reason, data: data, broughtPapers: brought)
  }
}

extension OneStopOffice {
  /// - Throws: `reasonNeeded` unless this officer recorded a view today or accepted it today.
  func requireView(_ state: DossierState, by actor: Actor, _ language: Language) throws {
    let today = now.civil.date
    let seen = state.views.contains { $0.actor == actor.id && $0.day == today.description }
    let accepted =
      state.receivedBy == actor.id
      && Instant(milliseconds: state.receivedAt).civil.date == today
    guard seen || accepted else {
      let words = LocalizedText(
        vi: "Hãy cho biết lý do xem hồ sơ này.", en: "Say why you open this dossier.")
      throw DeskError(.reasonNeeded, words[language])
    }
  }

  func page(_ reading: DossierReading, _ actor: Actor, _ language: Language) throws
    -> DossierPage
  {
    let state = reading.state
    let procedure = try entry(of: state).procedure
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt),
      language: language)
    try session.load(state.flatAnswers.formAnswers)
    let status = DossierStatus(rawValue: state.status) ?? .received
    let officers = try officers()
    let sheets = try sheets(state, officers, language)
    let doubts = try doubts(about: state)
    var page = DossierPage(
      line: line(reading.summary, language),
      subject: procedure.titlePath.flatMap { state.allValues[$0] } ?? "",
      formVersion: state.version, receivingUnit: unitName(state.unit),
      authority: state.authority == state.unit
        ? procedure.decidedBy.name[language] : unitName(state.authority),
      promise: promise(state, language),
      fee: KioskServer.Fee(state, language), sections: sections(session, state, language),
      components: state.components.compactMap { given in
        procedure.component(given.id).map { shown($0, given, state, language) }
      },
      timeline: state.timeline.map { step in
        TimelineEvent(
          time: Instant(milliseconds: step.time), status: step.to,
          statusName: DossierStatus(rawValue: step.to)?.name[language] ?? "\(step.to)",
          actor: name(ofActor: step.actor, officers: officers)[language],
          reason: step.reason.isEmpty ? nil : step.reason)
      },
      transitions: transitions(
        of: state, from: status, procedure, actor, language,
        brought: try broughtFields(session, state, procedure, language)),
      canHandOver: status == .done && actor.may(.returnResult),
      documents: documents(state, language), certification: certification(state),
      disputes: sheets, twins: twins(doubts, language), canSettle: actor.may(.resolveDisputes),
      notices: notices(state, sheets, doubts, actor, language))
    page.correction = try correction(doubts, state, language)
    page.components += formFiles(state, session, language)
    page.acts = try acts(on: state, procedure, actor, language)
    if let whereabouts = whereabouts(of: reading) {
      page.notices.insert(whereabouts[language], at: 0)
      // Papers that lie here go back to their owner all the same.
      page.acts.removeAll { $0.id != "hand-back" }
      page.transitions = []
      page.canHandOver = false
      page.canSettle = false
    }
    page.axes = try axes(state, procedure, language)
    page.hasEntrySheet = procedure.routing.system == .ministry && !status.isTerminal
    page.delivery = state.delivery?.way
    page.slip = state.slip.map {
      SlipNote(bookedAt: Instant(milliseconds: $0.bookedAt), reason: $0.reason)
    }
    try addChain(to: &page, reading.summary.id, state, actor, language)
    return page
  }

  private func promise(_ state: DossierState, _ language: Language) -> KioskServer.Promise {
    KioskServer.Promise(
      due: state.due?.instant.map(Instant.init(milliseconds:)),
      explanation: (language != .english ? state.due?.vi : state.due?.en) ?? "",
      differs: state.due?.differs ?? false)
  }

  private func shown(
    _ component: Dossiers.Component, _ given: ComponentState, _ state: DossierState,
    _ language: Language
  ) -> KioskServer.Component {
    KioskServer.Component(
      id: component.id, name: component.name[language], isRequired: false,
      presentOnly: component.presentOnly, asked: asked(component, language),
      counts: ComponentCounts(
        original: given.original, certified: given.certified, copy: given.copy,
        presented: given.presented > 0),
      files: state.attachments.filter { $0.component == component.id }.map {
        AttachedFile(id: $0.sha256, name: $0.name, type: $0.type, bytes: $0.size)
      })
  }

  /// Files that answer questions of the form, and the log of its filling.
  private func formFiles(_ state: DossierState, _ session: FormSession, _ language: Language)
    -> [KioskServer.Component]
  {
    let files = state.attachments.filter {
      Self.isAnswer($0) || $0.component == SessionLog.component
    }
    let log = LocalizedText(vi: "Nhật ký điền tờ khai", en: "Log of the filling")
    let sound = LocalizedText(vi: "Ghi âm khi điền tờ khai", en: "Recording of the filling")
    var names = [SessionLog.component: log[language]]
    for question in session.view().questions {
      names["/" + Self.shape(question.path)] = question.label.text
    }
    let groups = Dictionary(grouping: files, by: \.component)
    return groups.keys.sorted().map { id in
      let own = (groups[id] ?? []).map { file in
        AttachedFile(id: file.sha256, name: file.name, type: file.type, bytes: file.size)
      }
      return KioskServer.Component(
        id: id, name: names[id] ?? sound[language], isRequired: false, presentOnly: false,
        asked: "", files: own)
    }
  }

  func certification(_ state: DossierState) -> String? {
    guard !state.certifications.isEmpty else { return nil }
    let numbers = state.certifications.map { "\($0.number)/\($0.year)" }
    return "\(numbers.joined(separator: ", ")) – \(Self.copiesBook)"
  }

  private func documents(_ state: DossierState, _ language: Language) -> [DocumentKind] {
    papers(of: state).map { DocumentKind(id: $0.rawValue, name: $0.name[language]) }
  }

  private func notices(
    _ state: DossierState, _ sheets: [DisputeSheet], _ doubts: [Doubt], _ actor: Actor,
    _ language: Language
  ) -> [String] {
    var notices: [LocalizedText] = []
    if !sheets.isEmpty, !actor.may(.resolveDisputes) {
      let labels = sheets.map(\.label).joined(separator: ", ")
      notices.append(
        LocalizedText(
          vi: "Hai nơi ghi khác nhau: \(labels). Công chức chuyên môn hoặc lãnh đạo quyết định.",
          en: "Two places disagree: \(labels). A specialist or a leader decides."))
    }
    for case .rules(let broken) in doubts where !actor.may(.resolveDisputes) {
      let labels = broken.labels.joined(separator: ", ")
      notices.append(
        LocalizedText(
          vi: "Sửa ở hai nơi, ghép lại thì không còn đúng biểu mẫu: \(labels). "
            + "Công chức chuyên môn hoặc lãnh đạo sửa.",
          en: "Changed in two places, together they break the form's rules: \(labels). "
            + "A specialist or a leader puts it right."))
    }
    if state.due?.differs ?? false {
      notices.append(
        LocalizedText(
          vi: "Hai ngày hẹn đã in khác nhau; ngày sớm hơn có hiệu lực.",
          en: "Two printed promises differ; the earlier stands."))
    }
    for doubt in doubts {
      switch doubt {
      case .incomplete:
        notices.append(
          LocalizedText(
            vi: "Một sửa đổi mà mục khác dựa vào chưa đến máy này.",
            en: "A change others build upon has not arrived on this machine."))
      case .needsUpdate:
        notices.append(
          LocalizedText(
            vi: "Có mục do bản phần mềm mới hơn ghi; hãy cập nhật để đọc được.",
            en: "Some entries were written by a newer program; update to read them."))
      case .rules, .duplicate, .duplicateElsewhere, .promises: break
      }
    }
    if state.supplementRounds > 1 {
      notices.append(
        LocalizedText(
          vi: "Yêu cầu bổ sung lần hai: hồ sơ bị tính là trễ hạn.",
          en: "A second supplement request makes the dossier count as late."))
    }
    return notices.map { $0[language] }
  }
}

extension KioskServer.Fee {
  init(_ state: DossierState, _ language: Language) {
    let lines = (state.fee["lines"]?.array ?? []).map { line in
      Line(
        name: (language != .english ? line["name"] : line["nameEn"])?.string ?? "",
        amount: Int(clamping: line["amount"]?.integer ?? 0),
        exemption: line["exemption"]?.string)
    }
    self.init(total: Int(clamping: state.fee["total"]?.integer ?? 0), lines: lines)
  }
}
