import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync

/// Officers of the units: administrators add and change them at their own machines, with or
/// without a link, and two of them may think of one at once.
extension World {
  private static let signInNames = ["lan", "minh"]
  /// Nobody signs in here, so it costs no time.
  static let verifier: JSONValue = [
    "kdf": "scrypt", "n": 2, "r": 1, "p": 1, "salt": .string(Data(count: 8).base64url),
    "hash": .string(Data(count: 32).base64url),
  ]

  func manageOfficers(at kiosk: Kiosk) throws {
    guard kiosk.twins == nil, officerDice.chance(7) else { return }
    let name = officerDice.pick(Self.signInNames) ?? ""
    let known = try work(kiosk, "reading the officers") { store in
      try store.officers(named: name, of: kiosk.unit.code).map { officer in
        (officer, Set(try store.entries(of: officer.id).map(\.id)))
      }
    }
    guard let known else { return }
    guard let (officer, seen) = officerDice.pick(known) else {
      return try addOfficer(name, at: kiosk)
    }
    try change(officer, seen, at: kiosk)
  }

  private func addOfficer(_ name: String, at kiosk: Kiosk) throws {
    let unit = kiosk.unit.code
    let fullName = "\(Self.marker) \(officerDice.number(0...99_999))"
    try write(
      "officer.added", .new, called: name,
      [
        "name": .string(name), "fullName": .string(fullName), "role": "specialist",
        "verifier": Self.verifier, "unit": .string(unit),
      ], at: kiosk
    ) { model, entry in
      model.officers[entry.id] = ModelOfficer(
        id: entry.id, unit: unit, name: name,
        facts: [OfficerFact(entry: entry.id, over: [], fullName: fullName)])
    }
  }

  private func change(_ officer: OfficerState, _ seen: Set<EntryID>, at kiosk: Kiosk) throws {
    let over = model.officers[officer.id]?.heads(seen: seen) ?? []
    guard over == Set(officer.heads) else {
      throw Violation(
        "\(kiosk.name): of the officer \(officer.id) \(over.sorted()) is to be replaced, the "
          + "store says \(officer.heads)")
    }
    var body: [String: JSONValue] = [:]
    var fullName: String?
    var isDisabled: Bool?
    switch officerDice.number(0...2) {
    case 0:
      isDisabled = true
      body["disabled"] = true
    case 1:
      isDisabled = false
      body = ["disabled": false, "verifier": Self.verifier]
    default:
      fullName = "\(Self.marker) \(officerDice.number(0...99_999))"
      body["fullName"] = .string(fullName ?? "")
    }
    try write(
      "officer.changed", .existing(officer.id), called: officer.name, body,
      replaces: over.sorted(), at: kiosk
    ) { [fullName, isDisabled] model, entry in
      model.officers[officer.id]?.facts.append(
        OfficerFact(
          entry: entry.id, over: over, fullName: fullName, isDisabled: isDisabled))
    }
  }

  /// Officers are at the hub and on every device of their unit, as the model says, and nowhere
  /// else; nobody else is one.
  func checkOfficers() async throws {
    let hub = try hub()
    let officers = model.officers.values.sorted { $0.id < $1.id }
    let names = try await hub.namesOfActors()
    let wanted = officers.reduce(into: [:]) { $0[$1.id.description] = $1.fullName }
    guard names == wanted else {
      throw Violation(
        "officers must be \(wanted.keys.sorted()) as they are called, the hub knows "
          + "\(names.keys.sorted())")
    }
    guard try await hub.officers().isEmpty else {
      throw Violation("a device made somebody an officer of the province")
    }
    let kiosks = try await readers()
    for officer in officers {
      let entries = try await hub.acceptedEntries(of: officer.id).sorted { $0.id < $1.id }
      guard entries.map(\.id) == officer.facts.map(\.entry).sorted() else {
        throw Violation("the hub has other entries of the officer \(officer.id) than were written")
      }
      for kiosk in kiosks {
        let own = try kiosk.store?.entries(of: officer.id).sorted { $0.id < $1.id }
        guard own == (kiosk.unit.code == officer.unit ? entries : []) else {
          throw Violation("\(kiosk.name) and the hub differ on the officer \(officer.id)")
        }
      }
    }
    for kiosk in kiosks {
      let wanted = officers.filter { $0.unit == kiosk.unit.code }
      let found = try kiosk.store?.officers(of: kiosk.unit.code) ?? []
      guard
        Set(found.map { [$0.id.description, $0.name, $0.fullName, "\($0.disabled)"] })
          == Set(wanted.map { [$0.id.description, $0.name, $0.fullName, "\($0.isDisabled)"] }),
        found.allSatisfy({ Set($0.heads) == model.officers[$0.id]?.heads() })
      else { throw Violation("\(kiosk.name) has other officers than \(wanted.map(\.id))") }
    }
  }
}
