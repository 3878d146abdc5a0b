import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// Single acts at a counter, each with what the model has to know of it.
extension World {
  /// Writes one entry about a dossier and tells the model, now or when it is known to be there.
  func write(
    _ kind: String, on dossier: ModelDossier, _ body: [String: JSONValue],
    replaces: [EntryID] = [], at kiosk: Kiosk,
    _ apply: @escaping (inout ModelDossier, Entry) -> Void
  ) throws {
    try write(
      kind, .existing(dossier.id), called: dossier.code, body, replaces: replaces, at: kiosk
    ) { model, entry in
      model.change(dossier.id) { known in
        apply(&known, entry)
      }
    }
  }

  /// Writes one entry about anything.
  func write(
    _ kind: String, _ subject: EntryDraft.Subject, called name: String,
    _ body: [String: JSONValue], replaces: [EntryID] = [], at kiosk: Kiosk,
    _ told: @escaping (inout Model, Entry) -> Void
  ) throws {
    let mark = mark()
    var body = body
    body["mark"] = .integer(mark)
    let draft = EntryDraft(kind: kind, subject: subject, body: body, replaces: replaces)
    guard let written = try work(kiosk, kind, { try $0.append([draft], by: "local:1000") }),
      let entry = written.first
    else {
      kiosk.uncertain.append(
        UncertainAct(
          subject: subject.known, token: nil, mark: mark, isErasure: kind == "dossier.erased",
          apply: told))
      return
    }
    told(&model, entry)
    vow(entry, kiosk)
    note("\(kiosk.name) writes \(kind) \(entry.id.epoch).\(entry.id.seq) on \(name)")
  }

  private func source(_ dossier: ModelDossier, _ name: String) -> Int {
    switch name {
    case "chip", "database": 3
    case "resident": 0
    default: dossier.unit == dossier.authority ? 2 : 1
    }
  }

  /// A value few could have chosen, or one of two many choose.
  func newValue() -> String? {
    if dice.chance(8) { return nil }
    if dice.chance(25) { return "\(Self.marker) \(dice.chance(50) ? "A" : "B")" }
    return "\(Self.marker) \(dice.number(0...99_999))"
  }

  func edit(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    var units = Array(Self.fields.prefix(dice.chance(70) ? 2 : 5)) + [Self.group]
    units += (state.rows[Self.repeated] ?? []).map { "\(Self.repeated)[\($0)]" }
      .filter { !state.disputedRows.contains($0) }.flatMap { ["\($0)/ten", $0 + Self.rowGroup] }
    guard let chosen = dice.pick(units) else { return }
    let again = hot.last { $0.dossier == dossier.id && units.contains($0.unit) }?.unit
    let unit = dice.chance(85) ? again ?? chosen : chosen
    hot.append((dossier.id, unit))
    let name = dice.pick(["officer", "officer", "resident", "chip"]) ?? "officer"
    try write(newAnswers(of: unit), source: name, on: dossier, state, seen, at: kiosk)
  }

  /// New values of a unit: of a group often of one of its answers only.
  private func newAnswers(of unit: String) -> [String: String?] {
    let paths = Self.paths(of: unit)
    let some = dice.chance(60) ? [dice.pick(paths)].compactMap(\.self) : paths
    return some.reduce(into: [:]) { $0[$1] = .some(newValue()) }
  }

  /// Writes answers of one unit over all that was seen of it.
  func write(
    _ answers: [String: String?], source name: String, on dossier: ModelDossier,
    _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    guard let unit = answers.keys.first.map(ModelDossier.unit) else { return }
    let over = Set(dossier.heads(of: unit, seen: seen).map(\.entry))
    guard state.versions(of: Array(answers.keys)) == Self.names(over) else {
      throw Violation(
        "\(kiosk.name): a change of \(unit) of \(dossier.code) names "
          + "\(state.versions(of: Array(answers.keys))), but to be seen were \(over.sorted())")
    }
    let rank = source(dossier, name)
    try write(
      "dossier.edited", on: dossier,
      [
        "source": .string(name),
        "changes": .object(answers.mapValues { Self.change(to: $0, over: over) }),
      ], at: kiosk
    ) { known, entry in
      known.add(
        answers.mapValues { Said(value: $0, source: rank) }, over: over, by: entry.id)
    }
  }

  private static func change(to value: String?, over: Set<EntryID>) -> JSONValue {
    ["v": value.map { .string($0) } ?? .null, "over": names(over)]
  }

  static func names(_ ids: Set<EntryID>) -> JSONValue {
    .array(ids.sorted().map { .string($0.description) })
  }

  /// Adds a row, or removes one with everything of it that was seen.
  func changeRows(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    let there = state.rows[Self.repeated] ?? []
    if dice.chance(50) || there.isEmpty {
      let id = "n\(marks)"
      let row = "\(Self.repeated)[\(id)]"
      var answers = ["\(row)/ten": newValue()]
      if dice.chance(50) { answers.merge(newAnswers(of: row + Self.rowGroup)) { $1 } }
      return try write(
        "dossier.edited", on: dossier,
        [
          "source": "officer",
          "changes": .object(answers.mapValues { Self.change(to: $0, over: []) }),
          "rows": [
            Self.repeated: [
              "add": [["id": .string(id), "after": there.last.map { .string($0) } ?? .null]]
            ]
          ],
        ], at: kiosk
      ) { [answers, rank = source(dossier, "officer")] known, entry in
        known.rows[row] = entry.id
        known.add(answers.mapValues { Said(value: $0, source: rank) }, over: [], by: entry.id)
      }
    }
    guard let id = dice.pick(there) else { return }
    let row = "\(Self.repeated)[\(id)]"
    let over = Set(
      dossier.versions.keys.filter { $0.hasPrefix("\(row)/") }
        .flatMap { dossier.heads(of: $0, seen: seen).map(\.entry) }
        + dossier.lastDecisions(ofRow: row, seen: seen).map(\.entry))
    let removal = state.removal(ofRow: id, in: Self.repeated)
    guard removal == ["id": .string(id), "over": Self.names(over)] else {
      throw Violation(
        "\(kiosk.name): removing \(row) of \(dossier.code) names \(removal), but to be seen were "
          + "\(over.sorted())")
    }
    try write(
      "dossier.edited", on: dossier,
      [
        "source": "officer", "changes": [:],
        "rows": [Self.repeated: ["delete": [removal]]],
      ], at: kiosk
    ) { known, entry in
      known.removals[row, default: []].append(RemovalFact(entry: entry.id, seen: over))
    }
  }

  func changeStatus(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    let ways = LifeCycle.next(from: DossierStatus(rawValue: state.status))
    guard let way = dice.pick(ways) else { return }
    let over = dossier.statusHeads(seen: seen).map(\.entry)
    guard Set(over) == Set(state.statusHeads) else {
      throw Violation(
        "\(kiosk.name): \(dossier.code) should have the status heads \(over.sorted()), "
          + "the store says \(state.statusHeads)")
    }
    var data: [String: JSONValue] = Dictionary(
      uniqueKeysWithValues: way.requires.map { ($0.rawValue, "x") })
    let named = newUnit(dossier, seen)
    for (role, unit) in named { data[role.rawValue] = .string(unit) }
    var body: [String: JSONValue] = [
      "to": .integer(Int64(way.to.rawValue)), "reason": "lý do", "data": .object(data),
    ]
    if dice.chance(20) { body["due"] = try newDate(dossier, state, seen, at: kiosk) }
    try write("dossier.status", on: dossier, body, replaces: over, at: kiosk) { known, entry in
      known.statuses.append(
        StatusFact(entry: entry.id, to: way.to.rawValue, over: Set(over), named: named))
      known.promise(entry)
    }
  }

  /// Another unit to decide or to hand the result over, in place of those named so far. Nobody names
  /// the one of a dishonest device: all it wrote would count.
  func newUnit(_ dossier: ModelDossier, _ seen: Set<EntryID>) -> [UnitRole: String] {
    let role = dice.chance(30) ? UnitRole.authority : .returnUnit
    let known = dossier.named(role, seen: seen)
    guard dice.chance(known == [dossier.unit] ? 20 : 50) else { return [:] }
    let units = Set(kiosks.map(\.unit.code)).subtracting(known)
    return dice.pick(units.filter { $0 != forger?.unit }.sorted()).map { [role: $0] } ?? [:]
  }

  /// Promises another date.
  func extend(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws {
    hot.append((dossier.id, Self.fields[0]))
    try write(
      "dossier.extended", on: dossier,
      [
        "due": try newDate(dossier, state, seen, at: kiosk),
        "before": state.due?.instant.map { .integer($0) } ?? .null, "reason": "lý do",
        "signer": "x", "late": false,
      ], at: kiosk
    ) { known, entry in known.promise(entry) }
  }

  /// One of a few days, over all promises that were seen.
  private func newDate(
    _ dossier: ModelDossier, _ state: DossierState, _ seen: Set<EntryID>, at kiosk: Kiosk
  ) throws -> JSONValue {
    let over = dossier.promiseHeads(seen: seen).map(\.entry).sorted()
    guard over == state.promiseHeads else {
      throw Violation(
        "\(kiosk.name): of \(dossier.code) the promises \(over) stand, "
          + "the store says \(state.promiseHeads)")
    }
    return [
      "instant": .integer(World.start + Int64(dice.number(30...33)) * Self.day), "rule": "R8",
      "calendar": "2026.2", "vi": "Gia hạn.", "en": "Extended.", "over": Self.names(Set(over)),
    ]
  }

  /// Attaches a file, or puts it in the place of the ones there are.
  func attach(_ dossier: ModelDossier, _ seen: Set<EntryID>, at kiosk: Kiosk) throws {
    let bytes = Data("%PDF-\(dice.number(0...99_999_999))".utf8)
    let file = bytes + Data(repeating: UInt8(dice.number(0...255)), count: dice.number(0...9000))
    guard let digest = try work(kiosk, "keeping a file", { try $0.putFile(file) }) else { return }
    let over = dice.chance(60) ? Set(dossier.fileHeads(seen: seen).map(\.entry)) : []
    try write(
      "dossier.file", on: dossier,
      [
        "component": .string(Self.component), "sha256": .string(digest.hex), "name": "giay.pdf",
        "type": "application/pdf", "size": .integer(Int64(file.count)),
      ], replaces: over.sorted(), at: kiosk
    ) { known, entry in
      known.files.append(FileFact(entry: entry.id, sha256: digest.hex, over: over))
    }
  }

  func look(_ dossier: ModelDossier, at kiosk: Kiosk) throws {
    let day = Instant(milliseconds: kiosk.clock.milliseconds).civil.date
    _ = try work(kiosk, "recording a view") { store in
      try store.recordView(of: dossier.id, officer: "local:1001", reason: "tra cứu", day: day)
    }
  }

  func copyOfficialCode(_ dossier: ModelDossier, at kiosk: Kiosk) throws {
    try write(
      "dossier.official", on: dossier, ["code": .string("BTP-\(marks)-\(seed)")], at: kiosk
    ) { _, _ in }
  }

  /// An entry of a later version: nobody here understands it, and everybody keeps it.
  func sayWhatNobodyKnows(_ dossier: ModelDossier, at kiosk: Kiosk) throws {
    try write(
      "dossier.foretold", on: dossier, ["omen": .string(Self.marker)], at: kiosk
    ) { known, entry in known.unknown.insert(entry.id) }
  }

  func erase(_ dossier: ModelDossier, at kiosk: Kiosk) throws {
    try write("dossier.erased", on: dossier, ["basis": "hết hạn"], at: kiosk) { known, entry in
      known.erasure = entry.id
    }
  }
}

extension EntryDraft.Subject {
  fileprivate var known: EntryID? {
    guard case .existing(let id) = self else { return nil }
    return id
  }
}
