package import Documents
import DossierStore
package import Dossiers
package import Foundation
import Identity
import Sync

/// Which dossiers a list is of.
package enum PaperSelection: Sendable, Hashable {
  case codes([String])
  /// Received on these days, both included.
  case days(CivilDate, CivilDate)
  /// With a result since these days, both included.
  case finished(CivilDate, CivilDate)

  /// One code or several, or a day or two joined by "..": "2026-11-01..2026-11-30".
  package init(_ words: [String]) {
    let days =
      words.count == 1 ? words[0].split(separator: ".", omittingEmptySubsequences: true) : []
    let dates = days.compactMap { CivilDate(String($0)) }
    if let first = dates.first, let last = dates.last, dates.count == days.count,
      dates.count <= 2
    {
      self = .days(min(first, last), max(first, last))
    } else {
      self = .codes(words)
    }
  }
}

/// Papers that list dossiers: the ledger, the hand-over of results, a batch's receipt.
extension OneStopOffice {
  /// Most dossiers of one list.
  package static let listLimit = 5000

  /// - Throws: ``DossierError`` when a dossier is not there, there are too many or the role
  ///   forbids it.
  package func list(
    _ kind: PaperKind, format: PaperFormat, codes: [String], mark: PaperMark = .original,
    page: Int = 1, by actor: Actor
  ) throws -> Data {
    try list(
      kind, format: format, PaperSelection(codes), mark: mark, page: page, by: actor)
  }

  /// A list shows names and addresses: it counts as a view of each dossier on it.
  package func list(
    _ kind: PaperKind, format: PaperFormat, _ selection: PaperSelection,
    mark: PaperMark = .original, page: Int = 1, by actor: Actor
  ) throws -> Data {
    try actor.require(.printPapers)
    let paper = try filledList(kind, selection, mark: mark, by: actor)
    try recordViews(selection, by: actor)
    return try drawn { try bytes(paper, format, page: page, createdAt: now.civil) }
  }

  /// The list's rows as comma-separated values, in the words of the paper.
  package func listCSV(_ selection: PaperSelection, by actor: Actor) throws -> Data {
    try actor.require(.printPapers)
    let data = try ledgerCSV(try selected(selection))
    try recordViews(selection, by: actor)
    return data
  }

  private func recordViews(_ selection: PaperSelection, by actor: Actor) throws {
    try actor.require(.viewDossiers)
    try store.recordViews(
      of: selected(selection).compactMap(\.id), officer: actor.id, reason: "list",
      day: now.civil.date, clock: clockSource())
  }

  /// Columns of form 07 and what else a spreadsheet may want of it.
  private static let ledgerColumns = [
    ("n", "TT"), ("code", "Mã hồ sơ"), ("procedure", "Tên thủ tục hành chính"),
    ("sets", "Số bộ"), ("owner", "Tên cá nhân, tổ chức"), ("contact", "Địa chỉ, số điện thoại"),
    ("authority", "Cơ quan chủ trì giải quyết"), ("received", "Nhận hồ sơ"),
    ("due", "Hẹn trả kết quả"), ("returned", "Trả kết quả"),
    ("delivery", "Phương thức nhận kết quả"), ("taken.by", "Người nhận"),
    ("status", "Trạng thái"), ("result", "Kết quả"), ("note", "Ghi chú"),
  ]

  func ledgerCSV(_ states: [DossierState]) throws -> Data {
    let rows = try states.enumerated().map { number, state in
      let row = try row(number + 1, state)
      return Self.ledgerColumns.map { row[$0.0] ?? "" }
    }
    return CSVText.data([Self.ledgerColumns.map(\.1)] + rows)
  }

  /// A list with its layout, ready to be drawn.
  package func filledList(
    _ kind: PaperKind, _ selection: PaperSelection, mark: PaperMark = .original, by actor: Actor
  ) throws -> FilledPaper {
    guard kind.isList, let name = kind.layout else {
      throw DossierError(
        .badInput, vi: "“\(kind.name.vi)” không phải danh sách.",
        en: "“\(kind.name.en)” is not a list of dossiers.")
    }
    let states = try selected(selection)
    guard states.count <= Self.listLimit else {
      throw DossierError(
        .badInput, vi: "Danh sách có \(states.count) hồ sơ, nhiều nhất là \(Self.listLimit).",
        en: "The list has \(states.count) dossiers; the most is \(Self.listLimit).")
    }
    var data = office.data
    let days = days(selection, states)
    data.texts.merge([
      "printed.by": actor.displayName, "officer": actor.displayName, "count": "\(states.count)",
      "sets": "\(states.map(\.sets).reduce(0, +))", "from": days.from, "to": days.to,
    ]) { $1 }
    data.texts.merge(PaperData.moment("printed", now.civil)) { $1 }
    data.rows["dossiers"] = try states.enumerated().map { try row($0 + 1, $1) }
    return FilledPaper(try layouts.layout(name), data, mark: mark)
  }

  private func selected(_ selection: PaperSelection) throws -> [DossierState] {
    switch selection {
    case .codes(let codes): return try codes.map { try state(code: $0).state }
    case .days(let first, let last):
      return try store.summaries().filter { summary in
        let day = Instant(milliseconds: summary.receivedAt).civil.date
        return (first...last).contains(day) && !summary.flags.contains(.erased)
      }
      .sorted { ($0.receivedAt, $0.code) < ($1.receivedAt, $1.code) }
      .compactMap { try store.state(of: $0.id) }
    case .finished(let first, let last):
      let done = DossierStatus.done.rawValue
      return try store.summaries().filter { summary in
        [done, DossierStatus.returned.rawValue].contains(summary.status)
          && !summary.flags.contains(.erased)
      }
      .compactMap { try store.state(of: $0.id) }.filter { state in
        let event = state.timeline.last { $0.to == done && !$0.isOverruled }
        let day = event.map { Instant(milliseconds: $0.time).civil.date }
        return day.map { (first...last).contains($0) } ?? false
      }
      .sorted { ($0.receivedAt, $0.code) < ($1.receivedAt, $1.code) }
    }
  }

  private func days(_ selection: PaperSelection, _ states: [DossierState]) -> (
    from: String, to: String
  ) {
    let all: [CivilDate] =
      switch selection {
      case .days(let first, let last), .finished(let first, let last): [first, last]
      case .codes: states.map { Instant(milliseconds: $0.receivedAt).civil.date }
      }
    func words(_ date: CivilDate?) -> String { date.map { "ngày \(AnswerText.date($0))" } ?? "" }
    return (words(all.min()), words(all.max()))
  }

  private func row(_ number: Int, _ state: DossierState) throws -> [String: String] {
    let receipt = try receiptContent(state, mark: .original)
    let procedure = try entry(of: state).procedure
    let people = receipt.people
    func short(_ milliseconds: Int64?) -> String {
      milliseconds.map { PaperData.short(Instant(milliseconds: $0).civil) } ?? ""
    }
    let returned = state.timeline.last { $0.to == DossierStatus.returned.rawValue }
    let done = state.timeline.last { $0.to == DossierStatus.done.rawValue }
    return [
      "n": "\(number)", "code": state.code, "procedure": procedure.name.vi,
      "subject": receipt.subject, "sets": "\(state.sets)", "owner": people.owner,
      "applicant": people.applicant, "address": people.address, "phone": people.phone,
      "contact": [people.address, people.phone].filter { !$0.isEmpty }.joined(separator: "; "),
      "authority": authority(of: procedure), "received": short(state.receivedAt),
      "due": short(state.due?.instant), "returned": short(returned?.time),
      "delivery": receipt.deliveryForm.words, "taken.by": returned?.data["takenBy"] ?? "",
      "status": DossierStatus(rawValue: state.status)?.name.vi ?? "",
      "result": done?.data["result"] ?? "",
      "fee": Money(dong: Int(clamping: state.fee["total"]?.integer ?? 0)).formatted,
      "byPost": receipt.deliveryForm == .post ? "X" : "", "term": procedure.term.text.vi,
      "note": Self.note(state),
    ]
  }
}

extension OneStopOffice {
  /// What the ledger's last column says of a dossier that goes no ordinary way.
  private static func note(_ state: DossierState) -> String {
    var notes: [String] = []
    if state.supplementRounds > 0 { notes.append("Bổ sung \(state.supplementRounds) lần") }
    if !state.extensions.isEmpty { notes.append("Hẹn lại") }
    switch DossierStatus(rawValue: state.status) {
    case .notAccepted: notes.append("Từ chối")
    case .withdrawn: notes.append("Rút hồ sơ")
    case .stopped: notes.append("Dừng")
    default: break
    }
    return notes.joined(separator: "; ")
  }
}

extension DeliveryForm {
  var words: String {
    switch self {
    case .counter: "Tại quầy"
    case .post: "Bưu chính"
    case .electronic: "Trực tuyến"
    }
  }
}
