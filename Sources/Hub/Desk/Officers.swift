package import Dossiers
import Foundation
package import Identity
package import Sync

/// An officer of the province, without anything secret.
package struct HubOfficer: Sendable, Equatable {
  package let id: SubjectID
  package let name: String
  package let fullName: String
  package let role: OfficerRole
  package let isDisabled: Bool
  /// Another one for another password; it tells nothing of it.
  package let password: Digest
}

/// What is kept sealed of an officer for signing in; a projection of the officer's entries.
struct OfficerSummary: Codable, Equatable {
  var name: String
  var fullName: String
  var role: String
  var verifier: PasswordVerifier
  var isDisabled: Bool
  /// The newest entries, which a change replaces.
  var heads: [EntryID]

  init(_ state: OfficerState) {
    name = state.name
    fullName = state.fullName
    role = state.role
    verifier = state.verifier
    isDisabled = state.disabled
    heads = state.heads
  }

  /// A role this program does not know may receive dossiers and nothing more.
  func officer(_ id: SubjectID) -> HubOfficer {
    HubOfficer(
      id: id, name: name, fullName: fullName,
      role: OfficerRole(rawValue: role) ?? .receptionOfficer, isDisabled: isDisabled,
      password: verifier.digest)
  }
}

extension Hub {
  /// Officers of the province belong to no unit; those of communes have their unit's code.
  static let provinceUnit = "province"
  package static let passwordLengths = 10...256

  package func addOfficer(
    name: String, fullName: String, role: OfficerRole, password: String, actor: String
  ) async throws -> HubOfficer {
    let name = try Self.signInName(name)
    let fullName = fullName.trimmingCharacters(in: .whitespaces)
    guard (1...200).contains(fullName.utf8.count) else {
      throw HubError(
        .badInput, "badFullName", vi: "Hãy nhập họ tên cán bộ (tối đa 200 byte).",
        en: "Give the officer's full name, at most 200 bytes.")
    }
    let verifier = try verifier(password)
    return try await change { change in
      guard try change.officer(named: name) == nil else {
        throw HubError(
          .refused, "nameTaken", vi: "Tên đăng nhập \(name) đã có.",
          en: "The sign-in name \(name) is taken.")
      }
      let id = try change.append(
        OwnDraft(
          subject: nil, kind: OfficerFold.added,
          body: [
            "name": .string(name), "fullName": .string(fullName), "role": .string(role.rawValue),
            "verifier": verifier.json, "unit": .string(Self.provinceUnit),
          ], actor: actor))
      return HubOfficer(
        id: id, name: name, fullName: fullName, role: role, isDisabled: false,
        password: verifier.digest)
    }
  }

  /// Full names of all officers known here, those of communes too, by the actor that stands in
  /// the journal.
  package func namesOfActors() async throws -> [String: String] {
    try await store.read { [self] rows in
      try rows.officers().reduce(into: [:]) { names, record in
        let name = try vault.summary(of: record).fullName
        names[isOwn(record) ? "hub:\(record.subject)" : record.subject.description] = name
      }
    }
  }

  package func officers() async throws -> [HubOfficer] {
    try await store.read { [self] rows in
      try rows.officers().filter(isOwn)
        .map { try vault.summary(of: $0).officer($0.subject) }.sorted { $0.name < $1.name }
    }
  }

  package func officer(_ id: SubjectID) async throws -> HubOfficer? {
    try await store.read { [self] rows in
      guard let record = try rows.officer(id), isOwn(record) else { return nil }
      return try vault.summary(of: record).officer(id)
    }
  }

  package func resetPassword(of name: String, to password: String, actor: String) async throws {
    let verifier = try verifier(password)
    try await changeOfficer(name, ["verifier": verifier.json], actor: actor)
  }

  package func disableOfficer(_ name: String, actor: String) async throws {
    try await changeOfficer(name, ["disabled": true], actor: actor)
  }

  /// The officer whose name and password these are. Takes a while on purpose, also for names
  /// that do not exist; runs on the store's queue, never on an event loop.
  package func signIn(name: String, password: String) async throws -> HubOfficer? {
    let name = (try? Self.signInName(name)) ?? ""
    let token = vault.token("officer", name)
    return try await store.read { [self] rows in
      for record in try rows.officers(token: token) where isOwn(record) {
        let summary = try vault.summary(of: record)
        guard summary.name == name else { continue }
        return summary.verifier.verify(password) && !summary.isDisabled
          ? summary.officer(record.subject) : nil
      }
      _ = PasswordVerifier.make(password: password, random: random)
      return nil
    }
  }

  /// Whether somebody is an officer of the province: nobody but the hub itself makes one.
  fileprivate func isOwn(_ record: OfficerRecord) -> Bool {
    record.subject.author == id && record.unit == Self.provinceUnit
  }

  private func changeOfficer(_ name: String, _ body: [String: JSONValue], actor: String)
    async throws
  {
    let name = try Self.signInName(name)
    try await change { change in
      guard let (record, summary) = try change.officer(named: name) else {
        throw HubError(
          .notFound, "noOfficer", vi: "Không có cán bộ \(name).",
          en: "There is no officer \(name).")
      }
      try change.append(
        OwnDraft(
          subject: record.subject, kind: OfficerFold.changed, body: body, actor: actor,
          replaces: summary.heads))
    }
  }

  private func verifier(_ password: String) throws -> PasswordVerifier {
    guard Self.passwordLengths.contains(password.count) else {
      throw HubError(
        .badInput, "badPassword", vi: "Mật khẩu phải có từ 10 đến 256 ký tự.",
        en: "A password has 10 to 256 characters.")
    }
    return PasswordVerifier.make(password: password, random: random)
  }

  /// Lower-case letters, digits, dot and hyphen; what people type is folded to it.
  private static func signInName(_ typed: String) throws -> String {
    let name = typed.trimmingCharacters(in: .whitespaces).lowercased()
    let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789.-")
    guard (2...32).contains(name.count), name.allSatisfy(allowed.contains) else {
      throw HubError(
        .badInput, "badName",
        vi: "Tên đăng nhập gồm 2 đến 32 chữ cái không dấu, chữ số, dấu chấm hoặc gạch nối.",
        en: "A sign-in name has 2 to 32 letters a to z, digits, dots or hyphens.")
    }
    return name
  }
}

extension HubChange {
  fileprivate func officer(named name: String) throws -> (OfficerRecord, OfficerSummary)? {
    for record in try rows.officers(token: hub.vault.token("officer", name))
    where hub.isOwn(record) {
      let summary = try hub.vault.summary(of: record)
      if summary.name == name { return (record, summary) }
    }
    return nil
  }
}

extension Vault {
  func summary(of record: OfficerRecord) throws -> OfficerSummary {
    try JSONDecoder().decode(
      OfficerSummary.self, from: try open(record.summary, .officer(record.subject)))
  }

  func summary(of record: DossierRecord) throws -> DossierSummary {
    try JSONDecoder().decode(
      DossierSummary.self, from: try open(record.summary, .dossier(record.subject)))
  }

  func line(of record: DossierRecord) throws -> DossierLine {
    DossierLine(id: record.subject, summary: try summary(of: record), updated: record.updated)
  }
}
