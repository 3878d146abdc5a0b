import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// What people do at a counter, by dice.
extension World {
  /// Every personal text of a world holds this; nothing on a disk may.
  static let marker = "Thuxyzzy"
  static let fields = ["nks/hoTen", "nyc/hoTen", "nyc/dienThoai", "nyc/diaChi", number]
  /// Subject and applicant.
  static let names = ["nks/hoTen", "nyc/hoTen"]
  static let number = "nyc/soDinhDanh"
  /// Two answers each that are one thing: an address of the dossier, and one in each row.
  static let group = "nyc/noiCuTru"
  static let rowGroup = "/noiCap"
  static let repeated = "giayTo"
  static let component = "giayChungSinh"

  func somebodyWorks(at kiosk: Kiosk) async throws {
    if !isQuiet { planDiskFault(kiosk) }
    try manageOfficers(at: kiosk)
    if let twins = kiosk.twins {
      try workAsTwin(kiosk, twins)
    } else if dice.chance(40), !kiosk.retries.isEmpty {
      try receive(kiosk.retries.removeFirst(), at: kiosk)
    } else if dice.chance(25) || model.order.isEmpty {
      try receive(newIntake(kiosk), at: kiosk)
    } else {
      for _ in 0..<dice.number(1...2) {
        let waiting = dice.chance(25) ? try waitingDossier(at: kiosk) : nil
        guard let dossier = waiting ?? someDossier(at: kiosk) else { continue }
        try await work(on: dossier, at: kiosk)
      }
    }
    try await handle(kiosk, .localCommit)
  }

  /// Now and then the disk fails during what comes next.
  private func planDiskFault(_ kiosk: Kiosk) {
    switch dice.number(0...99) {
    case 0..<8: kiosk.disk.crash(atChange: dice.number(1...30))
    case 8..<12: kiosk.disk.fail(atCall: dice.number(1...60), times: dice.number(1...3))
    default: break
    }
  }

  func newIntake(_ kiosk: Kiosk) -> Intake {
    let mark = marks
    let others = kiosks.map(\.unit.code).filter { $0 != kiosk.unit.code }
    var authority = kiosk.unit.code
    if dice.chance(30) { authority = "H99" }
    if let other = dice.pick(others), dice.chance(20) { authority = other }
    let rows = (0..<dice.number(0...2)).map { "r\($0)" }
    var answers: [String: String] = [:]
    for field in Self.fields where field != Self.number { answers[field] = text() }
    // What a copied machine receives gets other names, and is nobody's second.
    if kiosk.twins == nil { answers.merge(owner()) { $1 } }
    for path in Self.paths(of: Self.group) where dice.chance(70) { answers[path] = text() }
    for row in rows.map({ "\(Self.repeated)[\($0)]" }) {
      answers["\(row)/ten"] = text()
      for path in Self.paths(of: row + Self.rowGroup) where dice.chance(50) {
        answers[path] = text()
      }
    }
    return Intake(
      token: "t\(seed)-\(mark)-\(kiosk.name)-\(dice.number(0...999_999))", authority: authority,
      returnUnit: dice.chance(10) ? dice.pick(others) ?? kiosk.unit.code : kiosk.unit.code,
      answers: answers, rows: rows)
  }

  static func paths(of unit: String) -> [String] {
    unit == group || unit.hasSuffix(rowGroup) ? ["\(unit)/tinh", "\(unit)/xa"] : [unit]
  }

  func text() -> String { "\(Self.marker) \(dice.number(0...99_999))" }

  /// Receives a dossier; whoever is told to try again comes with the same token.
  func receive(_ intake: Intake, at kiosk: Kiosk) throws {
    let mark = mark()
    let promise: JSONValue = [
      "instant": .integer(now + 5 * Self.day), "rule": "R5", "calendar": "2026.2",
      "vi": "Hẹn sau 5 ngày.", "en": "In 5 days.",
    ]
    let made = try work(kiosk, "receiving \(intake.token)") { store -> Entry? in
      try store.write { journal in
        if let id = try journal.subject(request: intake.token) {
          return try journal.entries(of: id).first { $0.id == id }
        }
        guard try journal.codeHold() == nil else { return nil }
        guard let range = try journal.setting(DossierStore.rangeKey).map(Sync.CodeRange.init(json:))
        else { throw Violation("\(kiosk.name) has no range of numbers") }
        let day = Instant(milliseconds: kiosk.clock.milliseconds).civil.date
        let code = try journal.nextDossierCode(
          kiosk.unit.codePattern, unit: kiosk.unit.code, on: day,
          range: Dossiers.CodeRange(first: range.first, last: range.last))
        let body: [String: JSONValue] = [
          "code": .string(code), "lookup": "7K3MPA", "procedure": "1.001193",
          "version": "2026.1", "unit": .string(kiosk.unit.code),
          "authority": .string(intake.authority), "returnUnit": .string(intake.returnUnit),
          "channel": "1", "receivedAt": .integer(kiosk.clock.milliseconds), "due": promise,
          "answers": .object(intake.answers.mapValues { .string($0) }),
          "rows": [Self.repeated: .array(intake.rows.map { .string($0) })], "frozen": [:],
          "components": [["id": .string(Self.component), "original": 1]], "fee": ["total": 0],
          "sets": 1, "request": .string(intake.token), "mark": .integer(mark),
        ]
        return try journal.append(
          EntryDraft(kind: "dossier.received", subject: .new, body: body), by: "local:1000")
      }
    }
    let begin: (inout Model, Entry) -> Void = { model, entry in model.begin(entry) }
    guard let made else {
      kiosk.retries.append(intake)
      // A twin's dossiers are found by their tokens in the end.
      guard kiosk.twins == nil else { return }
      kiosk.uncertain.append(
        UncertainAct(subject: nil, token: intake.token, mark: mark, apply: begin))
      return
    }
    guard let entry = made else {
      note("\(kiosk.name) may give out no numbers")
      return kiosk.retries.append(intake)
    }
    if let twins = kiosk.twins, model.dossiers[entry.id]?.token != intake.token {
      twins.begin(intake, mark: entry.content?["mark"]?.integer ?? mark, kiosk)
      vowAlone(entry, kiosk)
      return note("\(kiosk.name) receives \(entry.id.epoch).\(entry.id.seq) beside its twin")
    }
    model.begin(entry)
    vow(entry, kiosk)
    model.change(entry.id) { $0.isPromised = true }
    note("\(kiosk.name) receives \(entry.id.epoch).\(entry.id.seq) for \(intake.authority)")
  }

  /// Somebody was told that the entry is on the disk.
  func vow(_ entry: Entry, _ kiosk: Kiosk) {
    model.promised.insert(entry.id)
    vowAlone(entry, kiosk)
  }

  /// The same of a machine whose entries may yet get other names.
  func vowAlone(_ entry: Entry, _ kiosk: Kiosk) {
    let epoch = entry.id.epoch
    kiosk.promised[epoch] = max(kiosk.promised[epoch] ?? 0, entry.id.seq)
  }

  /// A dossier of the device's unit, one of the newest most often.
  private func someDossier(at kiosk: Kiosk) -> ModelDossier? {
    if dice.chance(80), let hot = dice.pick(hot.suffix(3).map(\.dossier)),
      let dossier = model.dossiers[hot], dossier.everUnits.contains(kiosk.unit.code),
      !dossier.isErased
    {
      return dossier
    }
    let known = model.order.compactMap { model.dossiers[$0] }
      .filter { $0.everUnits.contains(kiosk.unit.code) && !$0.isErased }
    return dice.pick(Array(known.suffix(dice.chance(70) ? 4 : known.count)))
  }

  private func work(on dossier: ModelDossier, at kiosk: Kiosk) async throws {
    let entries = try work(kiosk, "reading \(dossier.code)") { try $0.entries(of: dossier.id) }
    let seen = Set(entries?.map(\.id) ?? [])
    guard let entries, seen.contains(dossier.id) else { return }
    let state = DossierFold.fold(entries)
    // Nobody works on what he knows to concern his unit no longer.
    guard !state.isErased, !state.leftUnits.contains(kiosk.unit.code) else { return }
    if state.isDisputed, dice.chance(50) {
      return try decide(dossier, state, seen, at: kiosk)
    }
    if dice.chance(20), try judge(dossier, state, at: kiosk) { return }
    switch dice.number(0...99) {
    case 0..<50: try edit(dossier, state, seen, at: kiosk)
    case 50..<56: try changeRows(dossier, state, seen, at: kiosk)
    case 56..<80: try changeStatus(dossier, state, seen, at: kiosk)
    case 80..<88: try attach(dossier, seen, at: kiosk)
    case 88..<91: try look(dossier, at: kiosk)
    case 91..<94: try extend(dossier, state, seen, at: kiosk)
    case 94..<96: try copyOfficialCode(dossier, at: kiosk)
    case 96: try sayWhatNobodyKnows(dossier, at: kiosk)
    default: if state.status >= 8 { try erase(dossier, at: kiosk) }
    }
  }
}
