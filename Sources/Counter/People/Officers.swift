import DossierStore
package import Dossiers
import Identity
package import Sync

/// The officers of the unit: added, changed and signed in without a link.
extension OneStopOffice {
  package static let passwordLengthMinimum = 8
  package static let nameLengthLimit = 60

  package func officers() throws -> [OfficerState] { try store.officers(of: unit.code) }

  /// An officer of the unit as the journal has him now, by his id.
  package func officer(_ id: String) throws -> OfficerState? {
    try EntryID(id).flatMap { try store.officer($0, of: unit.code) }
  }

  /// - Throws: ``DossierError`` when the name is taken or a value makes no sense.
  package func addOfficer(
    name: String, fullName: String, role: OfficerRole, password: String, by actor: Actor
  ) throws {
    try actor.require(.manageOfficers)
    try Self.check(name: name, fullName: fullName, password: password)
    let verifier = PasswordVerifier.make(password: password, random: surroundings.random)
    let clock = clockSource()
    try store.write { writer in
      if try !store.officers(named: name, of: unit.code).isEmpty {
        throw DossierError(
          .refused, vi: "Tên đăng nhập \(name) đã có.", en: "The name \(name) is taken.")
      }
      _ = try writer.append(
        EntryDraft(
          kind: "officer.added", subject: .new,
          body: [
            "name": .string(name), "fullName": .string(fullName), "role": .string(role.rawValue),
            "verifier": verifier.json, "unit": .string(unit.code),
          ]), by: actor.id, clock: clock)
    }
  }

  package func resetOfficer(name: String, password: String, by actor: Actor) throws {
    try Self.check(password: password)
    let verifier = PasswordVerifier.make(password: password, random: surroundings.random)
    try changeOfficer(name, ["verifier": verifier.json, "disabled": false], by: actor)
  }

  package func disableOfficer(name: String, by actor: Actor) throws {
    try changeOfficer(name, ["disabled": true], by: actor)
  }

  private func changeOfficer(_ name: String, _ body: [String: JSONValue], by actor: Actor) throws {
    try actor.require(.manageOfficers)
    let officers = try store.officers(named: name, of: unit.code)
    guard !officers.isEmpty else {
      throw DossierError(
        .notFound, vi: "Không có công chức \(name).", en: "There is no officer \(name).")
    }
    // Who changes a name means whoever has it, also where two counters added it at once.
    let drafts = officers.map { officer in
      EntryDraft(
        kind: "officer.changed", subject: .existing(officer.id), body: body,
        replaces: officer.heads)
    }
    _ = try store.append(drafts, by: actor.id, clock: clockSource())
  }

  /// The officer with this name and password. Of several with the name it is whoever has the
  /// password; nobody, once one of them is disabled: that was meant for the name.
  /// - Throws: ``DossierError`` of kind refused; it never says which of the two is wrong.
  package func signIn(name: String, password: String) throws -> Actor {
    let officers = try store.officers(named: name, of: unit.code)
    // An unknown name costs as much time as a known one.
    if officers.isEmpty { _ = Self.nobody.verify(password) }
    guard let officer = officers.first(where: { $0.verifier.verify(password) }),
      officers.allSatisfy({ !$0.disabled }),
      let role = OfficerRole(rawValue: officer.role)
    else {
      throw DossierError(
        .refused, vi: "Tên đăng nhập hoặc mật khẩu không đúng.",
        en: "The name or the password is wrong.")
    }
    return .officer(id: officer.id.description, fullName: officer.fullName, role: role)
  }

  private static let nobody = PasswordVerifier.make(
    password: "nobody", random: SeededRandom(seed: 0))

  private static func check(name: String, fullName: String, password: String) throws {
    let plain = name.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D
        || $0 == 0x5F
    }
    guard plain, (1...nameLengthLimit).contains(name.count) else {
      throw DossierError(
        .badInput, vi: "Tên đăng nhập chỉ gồm chữ thường không dấu, số và . - _",
        en: "A sign-in name has lower-case letters, digits and . - _ only.")
    }
    _ = try PersonName(fullName)
    try check(password: password)
  }

  private static func check(password: String) throws {
    guard password.count >= passwordLengthMinimum else {
      throw DossierError(
        .badInput, vi: "Mật khẩu phải có ít nhất \(passwordLengthMinimum) ký tự.",
        en: "A password has at least \(passwordLengthMinimum) characters.")
    }
  }
}
