import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// A disk copied to a second machine, and both used from then on.
extension World {
  func planCopies() {
    for kiosk in kiosks where dice.chance(8) {
      after(moment()) { try $0.copyDisk(of: kiosk) }
    }
  }

  private func copyDisk(of kiosk: Kiosk) throws {
    guard !isQuiet, kiosk.twins == nil, !kiosk.isApart else { return }
    guard let database = restingDatabase(of: kiosk) else {
      return after(Int64(dice.number(1...6)) * 60 * Self.minute) { try $0.copyDisk(of: kiosk) }
    }
    let folder = root.appending(path: "c\(kiosks.count)")
    if FileManager.default.fileExists(atPath: kiosk.folder.path) {
      try FileManager.default.copyItem(at: kiosk.folder, to: folder)
    }
    let number = UInt64(kiosks.count)
    let disk = FaultyDisk(folder: folder.path, seed: seed &* 41 &+ number)
    disk.put(database, DataFolder(folder).database.lastPathComponent)
    let copy = Kiosk(
      name: "\(kiosk.name)b", unit: kiosk.unit, disk: disk, folder: folder, keys: kiosk.keys,
      clock: MachineClock(now), random: SeededRandom(seed: seed &* 1000 &+ 500 &+ number))
    copy.level = kiosk.level
    copy.returnedBytes = kiosk.returnedBytes
    copy.catalogue = kiosk.catalogue
    copy.promised = kiosk.promised
    copy.acknowledged = kiosk.acknowledged
    copy.lives = kiosk.lives
    let twins = Twins()
    kiosk.twins = twins
    copy.twins = twins
    kiosks.append(copy)
    faults.add("disk copied to a second machine")
    note("\(kiosk.name): its disk runs in a second machine, \(copy.name)")
    planDays(copy)
    planColleagues(of: kiosk, twins)
  }

  /// Receives a dossier, or changes an answer of one this machine received.
  func workAsTwin(_ kiosk: Kiosk, _ twins: Twins) throws {
    if dice.chance(40), !kiosk.retries.isEmpty {
      return try receive(kiosk.retries.removeFirst(), at: kiosk)
    }
    let own = twins.dossiers.filter { $0.machine == kiosk.name }
    if let (others, path) = kiosk.watched, dice.chance(70) {
      let theirs = others.dossiers.filter { $0.units.contains(kiosk.unit.code) }
      guard let dossier = dice.pick(Array(theirs.suffix(3))) else { return }
      return try change(path, of: dossier, others, at: kiosk)
    }
    guard dice.chance(60), let dossier = dice.pick(Array(own.suffix(4))),
      let path = dice.pick(Array(Self.fields.prefix(2)))
    else { return try receive(newIntake(kiosk), at: kiosk) }
    try change(path, of: dossier, twins, at: kiosk)
  }

  /// Changes an answer of a dossier that is known by its token.
  private func change(
    _ path: String, of dossier: Twins.Dossier, _ twins: Twins, at kiosk: Kiosk
  ) throws {
    let known = try work(kiosk, "reading \(dossier.token)") { store in
      try store.subject(request: dossier.token).flatMap { id in
        try store.state(of: id).map { (id, $0) }
      }
    }
    guard let found = known else { return }
    guard let (id, state) = found else {
      // A colleague gets it later, or waits for it to come again.
      guard kiosk.twins === twins else { return }
      throw Violation("\(kiosk.name) has \(dossier.token) no more")
    }
    let over = Set(state.fields[path]?.heads.map(\.entry) ?? [])
    let (mark, value) = (mark(), newValue())
    let draft = EntryDraft(
      kind: "dossier.edited", subject: .existing(id),
      body: [
        "source": "officer", "mark": .integer(mark),
        "changes": [path: ["v": value.map { .string($0) } ?? .null, "over": Self.names(over)]],
      ])
    let written = try work(kiosk, "dossier.edited") { store in
      try store.append([draft], by: "local:1000")
    }
    twins.add(
      Twins.Fact(mark: mark, path: path, value: value, isPromised: written != nil),
      to: dossier.token)
    guard let entry = written?.first else { return }
    vowAlone(entry, kiosk)
    note("\(kiosk.name) writes \(entry.kind) \(entry.id.epoch).\(entry.id.seq) beside its twin")
  }

  /// What twins wrote is at the hub and on every device, each dossier once with all that was said.
  /// Answers their dossiers by their codes.
  func checkTwins(_ candidates: Set<EntryID>) async throws -> [String: Set<EntryID>] {
    let all = kiosks.compactMap(\.twins)
    guard !all.isEmpty else { return [:] }
    let hub = try hub()
    var found: [String: (id: EntryID, state: DossierState)] = [:]
    for id in candidates.sorted() {
      let entries = try await hub.acceptedEntries(of: id)
      let state = DossierFold.fold(entries)
      guard let token = state.request else { continue }
      if let other = found.updateValue((id, state), forKey: token) {
        throw Violation("\(other.id) and \(id) came of one request of a twin")
      }
    }
    var machines: [String: [(machine: String, device: DeviceID, id: EntryID)]] = [:]
    for kiosk in kiosks where kiosk.twins != nil {
      for dossier in kiosk.twins?.dossiers ?? [] where dossier.machine == kiosk.name {
        guard let (id, state) = found[dossier.token] else {
          throw Violation("\(kiosk.name) promised \(dossier.token), and the hub does not have it")
        }
        machines[state.code, default: []].append((kiosk.name, kiosk.device, id))
        try await check(dossier, id, state)
      }
    }
    for (code, holders) in machines where holders.count > 1 {
      guard Set(holders.map(\.device)).count == 1,
        Set(holders.map(\.machine)).count == holders.count
      else { throw Violation("\(holders) have the code \(code)") }
    }
    return machines.mapValues { Set($0.map(\.id)) }
  }

  private func check(_ dossier: Twins.Dossier, _ id: EntryID, _ state: DossierState) async throws {
    let entries = try await hub().acceptedEntries(of: id).sorted { $0.id < $1.id }
    let marks = entries.compactMap { $0.content?["mark"]?.integer }
    guard Set(marks).count == marks.count, marks.contains(dossier.mark) else {
      throw Violation("\(state.code) of \(dossier.machine) has the acts \(marks.sorted())")
    }
    var values = dossier.values
    for fact in dossier.facts {
      let isThere = marks.contains(fact.mark)
      guard isThere || !fact.isPromised else {
        throw Violation("\(state.code): act \(fact.mark) of \(dossier.machine) is lost")
      }
      if isThere { values[fact.path] = .some(fact.value) }
    }
    guard !state.isDisputed else { throw Violation("\(state.code) of one machine is in dispute") }
    for (path, value) in values where state.fields[path]?.value != value {
      throw Violation("\(state.code), \(path): \(value ?? "nothing") of a twin must stand")
    }
    for kiosk in try await readers() where dossier.units.contains(kiosk.unit.code) {
      let own = try kiosk.store?.entries(of: id).sorted { $0.id < $1.id } ?? []
      guard own == entries else {
        throw Violation("\(kiosk.name) and the hub differ on \(id) of \(dossier.machine)")
      }
    }
  }

  /// Codes that several dossiers have are listed at the hub, and where several of them are; no
  /// others are.
  func checkCollisions(_ shared: [String: Set<EntryID>]) async throws {
    let listed = try await hub().codeCollisions()
    guard Set(listed.map { Set($0.dossiers) }) == Set(shared.values) else {
      throw Violation("shared are the codes \(shared.keys.sorted()), the hub lists \(listed)")
    }
    for (code, dossiers) in shared.sorted(by: { $0.key < $1.key }) {
      note("\(dossiers.count) dossiers have the code \(code)")
    }
    for kiosk in kiosks {
      guard let store = kiosk.store else { continue }
      let own = try shared.values.filter { ids in
        try ids.filter { try !store.entries(of: $0).isEmpty }.count > 1
      }
      let listed = try store.codeCollisions()
      guard Set(listed.map { Set($0.dossiers) }) == Set(own) else {
        throw Violation(
          "\(kiosk.name) lists \(listed), but \(own.map { $0.sorted() }) have a code each")
      }
    }
  }
}
