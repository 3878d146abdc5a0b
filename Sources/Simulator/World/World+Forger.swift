import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// A dishonest device in a tenth of the worlds: it does honest work for its unit, and says what is
/// not its to say.
extension World {
  /// In so many worlds of 100.
  private static let dishonest = 10
  private static let province = "province"

  /// Chosen with dice of its own: worlds without one are what they would be anyway.
  func planForger(_ units: [Dossiers.Unit]) async throws {
    var dice = Dice(seed: seed ^ 0x666F_7267)
    guard dice.chance(Self.dishonest), let unit = dice.pick(units) else { return }
    let keys = DeviceKeys(random: SeededRandom(seed: seed &* 1000 &+ 999))
    guard let answer = try await enrol(keys, unit) else { return }
    let forger = Forger(keys: keys, answer, unit: unit.code, dice: dice)
    self.forger = forger
    note("a dishonest device joins \(unit.code)")
    for _ in 0..<forger.dice.number(15...30) {
      after(Int64(forger.dice.number(0...Int(Self.days * Self.day)))) { world in
        try await world.work(forger)
      }
    }
  }

  private func work(_ forger: Forger) async throws {
    guard !isQuiet, province.hub != nil else { return }
    switch forger.dice.number(0...15) {
    case 0...3: try await edit(forger, time: now)
    case 4:
      let clocks = [Int64.max, .min, 0, now + 3650 * Self.day]
      try await edit(forger, time: forger.dice.pick(clocks) ?? 0)
    case 5, 6: try await claimOffice(forger)
    case 7, 8: try await actAsProvince(forger)
    case 9, 10: try await meddle(forger)
    case 11: try await sayWhatIsTheHubs(forger)
    case 12: return try await sayTooMuch(forger)
    case 13: return try await sayTwice(forger)
    case 14: return try await tellOtherwise(forger)
    default: return try await claimWhatItNeverHad(forger)
    }
    _ = try await exchange(forger)
  }

  /// Sends what is not acknowledged; `nil` if it did not come through.
  @discardableResult
  func exchange(_ forger: Forger) async throws -> ExchangeAnswer? {
    for _ in 0..<2 {
      let request = try forger.request(time: now)
      do {
        let answer = try await workAtHub("an exchange with a dishonest device") {
          try await $0.exchange(request)
        }
        guard let answer else { return nil }
        forger.answered = request
        return try forger.take(answer)
      } catch let error as HubError {
        guard let nonce = error.nonce else {
          note("the dishonest device is refused: \(error.code)")
          return nil
        }
        forger.nonce = nonce
      }
    }
    return nil
  }

  /// A dossier the hub has, with its secret and what the device may have seen of it.
  private func dossier(_ forger: Forger, _ isMeant: (ModelDossier) -> Bool) async throws
    -> (dossier: ModelDossier, secret: Data, seen: Set<EntryID>)?
  {
    let known = model.order.compactMap { model.dossiers[$0] }
      .filter { !$0.isErased && isMeant($0) }
    guard let dossier = forger.dice.pick(known.suffix(6)) else { return nil }
    return try await content(of: dossier.id).map { (dossier, $0.secret, $0.seen) }
  }

  private func content(of subject: SubjectID) async throws -> (secret: Data, seen: Set<EntryID>)? {
    let entries = try await workAtHub("reading") { try await $0.acceptedEntries(of: subject) }
    let secret = entries?.first { $0.id == subject }?.startingSecret
    return secret.map { ($0, Set((entries ?? []).map(\.id))) }
  }

  private func add(
    _ made: (entry: Entry, chain: Digest)?, to forger: Forger, isIdle: Bool = false,
    _ apply: ((inout Model, Entry) -> Void)? = nil
  ) {
    guard let (entry, chain) = made else { return }
    let counts = apply != nil
    forger.add(Forger.Act(entry: entry, counts: counts, isIdle: isIdle), chain)
    note("the dishonest device writes \(entry.kind) as \(entry.head.actor)")
    // From whenever on the hub has it: who has not seen it need not heed it.
    apply?(&model, entry)
    if !counts { faults.add("forged entry") }
  }

  /// What any device of the unit may do.
  private func edit(_ forger: Forger, time: Int64) async throws {
    let found = try await dossier(forger) { $0.everUnits.contains(forger.unit) }
    guard let (dossier, secret, seen) = found, let path = forger.dice.pick(Self.fields) else {
      return
    }
    let over = Set(dossier.heads(of: path, seen: seen).map(\.entry))
    let value = "\(Self.marker) \(forger.dice.number(0...99_999))"
    let rank = dossier.unit == dossier.authority ? 2 : 1
    let made = forger.entry(
      "dossier.edited",
      [
        "source": "officer",
        "changes": [path: ["v": .string(value), "over": Self.names(over)]],
      ], on: dossier.id, secret: secret, time: time)
    add(made, to: forger) { model, entry in
      model.change(dossier.id) { known in
        known.add([path: Said(value: value, source: rank)], over: over, by: entry.id)
      }
    }
  }

  /// An officer of the province, or of another unit; or a change of another unit's.
  private func claimOffice(_ forger: Forger) async throws {
    let foreign = model.officers.values.filter { $0.unit != forger.unit }.map(\.id).sorted()
    if forger.dice.chance(50), let officer = forger.dice.pick(foreign) {
      guard let (secret, _) = try await content(of: officer) else { return }
      let made = forger.entry(
        "officer.changed", ["disabled": false, "verifier": Self.verifier], on: officer,
        secret: secret, time: now)
      return add(made, to: forger)
    }
    let others = Self.unitCodes.filter { $0 != forger.unit }
    let unit = forger.dice.pick(others + [Self.province, Self.province]) ?? Self.province
    let made = forger.entry(
      "officer.added",
      [
        "name": "ke.gian", "fullName": .string(Self.marker), "role": "headOfUnit",
        "verifier": Self.verifier, "unit": .string(unit),
      ], time: now)
    add(made, to: forger)
  }

  /// A change of status, an end of a unit's concern or a dossier, as the province.
  private func actAsProvince(_ forger: Forger) async throws {
    let actors = ["hub", "hub:local:0", "hub:\(province.keys.deviceID).1.1"]
    let actor = forger.dice.pick(actors) ?? "hub"
    let found = try await dossier(forger) { $0.everUnits.contains(forger.unit) }
    guard let (dossier, secret, seen) = found else { return }
    let made: (entry: Entry, chain: Digest)?
    switch forger.dice.number(0...2) {
    case 0:
      made = forger.entry(
        "dossier.status", ["to": 7, "reason": "từ chối", "data": [:]], on: dossier.id,
        secret: secret, replaces: dossier.statusHeads(seen: seen).map(\.entry), actor: actor,
        time: now)
    case 1:
      made = forger.entry(
        "dossier.left", ["unit": .string(dossier.unit)], on: dossier.id, secret: secret,
        actor: actor, time: now)
    default:
      made = forger.entry(
        "dossier.received",
        [
          "code": "H99-261101-0001", "procedure": "1.001193", "unit": .string(forger.unit),
          "authority": .string(forger.unit), "answers": ["nks/hoTen": .string(Self.marker)],
        ], actor: actor, time: now)
    }
    add(made, to: forger)
  }

  /// Something about a dossier that is none of its unit's.
  private func meddle(_ forger: Forger) async throws {
    let found = try await dossier(forger) { !$0.everUnits.contains(forger.unit) }
    guard let (dossier, secret, seen) = found else { return }
    let made: (entry: Entry, chain: Digest)? =
      forger.dice.chance(50)
      ? forger.entry(
        "dossier.erased", ["basis": "hết hạn"], on: dossier.id, secret: secret, time: now)
      : forger.entry(
        "dossier.status", ["to": 7, "reason": "từ chối", "data": [:]], on: dossier.id,
        secret: secret, replaces: dossier.statusHeads(seen: seen).map(\.entry), time: now)
    add(made, to: forger)
  }

  /// Kinds only the hub has: they may stand in the unit's log and mean nothing.
  private func sayWhatIsTheHubs(_ forger: Forger) async throws {
    let victim = forger.dice.pick(kiosks)?.device ?? forger.device
    let made: (entry: Entry, chain: Digest)?
    switch forger.dice.number(0...3) {
    case 0:
      made = forger.entry(
        "device.revoked",
        ["device": .string(victim.rawValue), "unit": .string(forger.unit)], time: now)
    case 1:
      made = forger.entry("hub.epoch", ["epoch": 900_000_000, "after": 0], time: now)
    case 2:
      let found = try await dossier(forger) { $0.everUnits.contains(forger.unit) }
      guard let (dossier, secret, _) = found, let other = forger.dice.pick(model.order) else {
        return
      }
      made = forger.entry(
        "dossier.suspected",
        [
          "dossier": .string(other.description), "code": "H99-261101-0001", "unit": "H99.99",
          "procedure": "1.001193", "day": "2026-11-01",
        ], on: dossier.id, secret: secret, time: now)
    default:
      let found = try await dossier(forger) { $0.everUnits.contains(forger.unit) }
      guard let (dossier, secret, _) = found,
        let unit = forger.dice.pick(dossier.everUnits.sorted())
      else { return }
      made = forger.entry(
        "dossier.left", ["unit": .string(unit)], on: dossier.id, secret: secret, time: now)
    }
    add(made, to: forger, isIdle: true)
  }
}
