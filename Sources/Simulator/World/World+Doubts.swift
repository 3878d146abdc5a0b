import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// People who say whether two dossiers are about one matter.
extension World {
  /// Who comes: now and then with the matter he, or somebody else, brought already, or for a
  /// brother.
  func owner() -> [String: String] {
    if dice.chance(30), var known = dice.pick(Array(owners.suffix(3))) {
      if dice.chance(20) { known[Self.names[0]] = text() }
      return known
    }
    var new = [Self.number: "0990\(dice.number(10_000_000...99_999_999))"]
    for name in Self.names { new[name] = text() }
    owners.append(new)
    return new
  }

  /// Judges one of those the device suspects to be this dossier; answers whether there was one.
  func judge(_ dossier: ModelDossier, _ state: DossierState, at kiosk: Kiosk) throws -> Bool {
    let twins = try work(kiosk, "listing doubts") { try $0.possibleDuplicates(of: dossier.id) }
    guard let other = dice.pick(twins ?? []) else { return false }
    guard state.duplicates[other.description] == nil else {
      throw Violation("\(kiosk.name) suspects \(other) in \(dossier.code), where it was judged")
    }
    try write(
      "dossier.decided", on: dossier,
      [
        "duplicate": .string(other.description), "same": .bool(dice.chance(50)),
        "reason": "lý do",
      ], at: kiosk
    ) { known, entry in known.decide(entry) }
    return true
  }

  /// Somebody at the province judges two dossiers of its list, or judges anew, at once or hours
  /// after he looked. Answers whether there was something to judge.
  func provinceJudges() async throws -> Bool {
    let listed = try await workAtHub("listing doubts") { try await $0.possibleTwins() } ?? []
    let pairs =
      dice.chance(25) ? Array(judged.suffix(4)) : listed.map { ($0.one.id, $0.other.id) }
    guard let (one, other) = dice.pick(pairs) else { return false }
    let isSame = dice.chance(50)
    if dice.chance(60) {
      try await provinceJudges(one, other, isSame: isSame)
    } else {
      after(Int64(dice.number(30...3000)) * Self.minute) { world in
        try await world.provinceJudges(one, other, isSame: isSame)
      }
    }
    return true
  }

  private func provinceJudges(_ one: EntryID, _ other: EntryID, isSame: Bool) async throws {
    let pair = [(one, other), (other, one)]
    guard !isQuiet, try await pair.map(\.0).areThere(self) else { return }
    judged.append((one, other))
    let mark = mark()
    let isDone: Void? = try await workAtHub("judging") { hub in
      try await hub.judgeDuplicate(
        one, of: other, isSame: isSame, reason: "\(mark)", actor: "local:0", role: nil)
    }
    for (id, about) in pair {
      guard let dossier = model.dossiers[id] else { continue }
      let read = try await entriesAtHub(of: id)
      let written = isDone == nil ? nil : read?.first { Self.isMarked($0, mark) }?.id
      try await settle(
        written, dossier, mark: mark,
        { model, entry in model.change(id) { $0.decide(entry, isByProvince: true) } },
        { entry in
          guard entry.content?["duplicate"]?.string == about.description else {
            throw Violation("the hub's verdict \(entry.id) is about another dossier")
          }
          let seen = Set((read ?? []).map(\.id)).subtracting([entry.id])
          let over = dossier.verdictHeads(about: about, seen: seen).map(\.entry).sorted()
          guard entry.head.replaces == over else {
            throw Violation(
              "the hub's verdict \(entry.id) names \(entry.head.replaces), but to be seen were "
                + "\(over)")
          }
        })
    }
  }
}

extension [EntryID] {
  /// Whether the hub has all of these dossiers, none of them erased.
  fileprivate func areThere(_ world: World) async throws -> Bool {
    for id in self {
      let read = try await world.workAtHub("reading") { try await $0.acceptedEntries(of: id) }
      guard let entries = read, entries.contains(where: { $0.id == id }),
        !entries.contains(where: { $0.kind == "dossier.erased" })
      else { return false }
    }
    return true
  }
}
