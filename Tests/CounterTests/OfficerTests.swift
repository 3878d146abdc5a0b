import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Accounts and roles.
struct OfficerTests {
  private static let password = "mật khẩu thử"

  private func add(_ test: TestOffice, _ name: String = "ha.thu", by actor: Actor? = nil) throws {
    try test.office.addOfficer(
      name: name, fullName: "Hà Thị Thử", role: .receptionOfficer, password: Self.password,
      by: actor ?? test.admin)
  }

  @Test func `an officer is added, signs in, is disabled and comes back`() throws {
    let test = try TestOffice()
    try add(test)
    try test.reopen()
    #expect(try test.office.officers().map(\.name) == ["ha.thu"])
    let actor = try test.office.signIn(name: "ha.thu", password: Self.password)
    #expect(actor.displayName == "Hà Thị Thử" && actor.may(.receive) && !actor.may(.sign))
    try test.office.disableOfficer(name: "ha.thu", by: test.admin)
    try test.expectRefusal(.refused) { _ = try $0.signIn(name: "ha.thu", password: Self.password) }
    try test.office.resetOfficer(name: "ha.thu", password: "mật khẩu mới", by: test.admin)
    #expect(try test.office.signIn(name: "ha.thu", password: "mật khẩu mới") == actor)
    try test.expectRefusal(.refused) { _ = try $0.signIn(name: "ha.thu", password: Self.password) }
  }

  /// Somebody added at two counters that had no link. Nobody is locked out, and nobody stays in.
  @Test func `of two officers with one name each signs in, and both are disabled`() throws {
    let test = try TestOffice()
    try add(test)
    let verifier = PasswordVerifier.make(
      password: "mật khẩu ở máy kia", random: SeededRandom(seed: 3))
    try test.office.store.append(
      [
        EntryDraft(
          kind: "officer.added", subject: .new,
          body: [
            "name": "ha.thu", "fullName": "Hà Thị Thử Hai", "role": "specialist",
            "verifier": verifier.json, "unit": .string(test.office.unit.code),
          ])
      ], by: test.admin.id)
    let (one, other) = (Self.password, "mật khẩu ở máy kia")
    #expect(try test.office.signIn(name: "ha.thu", password: one).displayName == "Hà Thị Thử")
    #expect(
      try test.office.signIn(name: "ha.thu", password: other).displayName == "Hà Thị Thử Hai")
    try test.office.disableOfficer(name: "ha.thu", by: test.admin)
    for password in [one, other] {
      try test.expectRefusal(.refused) { _ = try $0.signIn(name: "ha.thu", password: password) }
    }
    #expect(try test.office.officers().map(\.disabled) == [true, true])
    try test.office.resetOfficer(name: "ha.thu", password: one, by: test.admin)
    #expect(try test.office.signIn(name: "ha.thu", password: one).displayName == "Hà Thị Thử")
    // One of them disabled elsewhere: it was meant for the name.
    let second = try #require(try test.office.officers().last)
    try test.office.store.append(
      [
        EntryDraft(
          kind: "officer.changed", subject: .existing(second.id), body: ["disabled": true],
          replaces: second.heads)
      ], by: test.admin.id)
    try test.expectRefusal(.refused) { _ = try $0.signIn(name: "ha.thu", password: one) }
  }

  @Test func `a wrong name and a wrong password read the same`() throws {
    let test = try TestOffice()
    try add(test)
    var sentences: Set<String> = []
    for (name, password) in [("ha.thu", "sai mật khẩu"), ("khong.co", Self.password), ("", "")] {
      let error = #expect(throws: DossierError.self) {
        _ = try test.office.signIn(name: name, password: password)
      }
      sentences.insert(error?.message.vi ?? "")
    }
    #expect(sentences.count == 1)
  }

  @Test func `a taken name, a bad name and a short password are refused`() throws {
    let test = try TestOffice()
    try add(test)
    try test.expectRefusal(.refused, saying: "taken") { _ in try add(test) }
    for name in ["", "Ha.Thu", "hà", "a b", "a/b", String(repeating: "a", count: 61)] {
      try test.expectRefusal(.badInput) { _ in try add(test, name) }
    }
    try test.expectRefusal(.badInput, saying: "8") { office in
      try office.addOfficer(
        name: "moi", fullName: "Hà Thử", role: .specialist, password: "1234567", by: test.admin)
    }
    try test.expectRefusal(.badInput) { office in
      try office.addOfficer(
        name: "moi", fullName: "  ", role: .specialist, password: Self.password, by: test.admin)
    }
    try test.expectRefusal(.notFound) { try $0.disableOfficer(name: "moi", by: test.admin) }
    try test.expectRefusal(.notFound) { office in
      try office.resetOfficer(name: "moi", password: Self.password, by: test.admin)
    }
  }

  @Test func `an officer is found by his id as he is now, with a mark of his password`() throws {
    let test = try TestOffice()
    try add(test)
    let id = try test.office.signIn(name: "ha.thu", password: Self.password).id
    let first = try #require(try test.office.officer(id))
    #expect(first == (try test.office.officers().first) && !first.disabled)
    try test.office.disableOfficer(name: "ha.thu", by: test.admin)
    #expect(try test.office.officer(id)?.disabled == true)
    #expect(try test.office.officer(id)?.verifier.digest == first.verifier.digest)
    // The same password set anew is another one.
    try test.office.resetOfficer(name: "ha.thu", password: Self.password, by: test.admin)
    #expect(try test.office.officer(id)?.verifier.digest != first.verifier.digest)
    #expect(try test.office.officer("x") == nil)
  }

  @Test func `an officer of another unit is none here`() throws {
    let test = try TestOffice()
    for unit in ["H99.89", "province"] {
      let verifier = PasswordVerifier.make(
        password: Self.password, random: SeededRandom(seed: 1))
      let entries = try test.office.store.append(
        [
          EntryDraft(
            kind: OfficerFold.added, subject: .new,
            body: [
              "name": "ha.thu", "fullName": "Kẻ Gian Thử", "role": "headOfUnit",
              "verifier": verifier.json, "unit": .string(unit),
            ])
        ], by: "local:0")
      #expect(try test.office.officer(entries[0].id.description) == nil)
    }
    #expect(try test.office.officers() == [])
    try test.expectRefusal(.refused) { _ = try $0.signIn(name: "ha.thu", password: Self.password) }
    try add(test)
    #expect(try test.office.officers().map(\.fullName) == ["Hà Thị Thử"])
    #expect(
      try test.office.signIn(name: "ha.thu", password: Self.password).displayName == "Hà Thị Thử")
  }

  @Test func `the receipt names the officer who received`() throws {
    let test = try TestOffice()
    try add(test)
    let actor = try test.office.signIn(name: "ha.thu", password: Self.password)
    let code = try test.receive(TestOffice.birth, "valid-father-on-time", by: actor).code
    let text = try test.office.document(.receipt, format: .text, code: code, by: test.admin)
    #expect(String(decoding: text, as: UTF8.self).contains("Hà Thị Thử"))
  }
}

/// Each role by each act: exactly the table's permissions, and nothing written when refused.
struct RoleTests {
  private struct Act: Sendable {
    let permission: Permission
    let run: @Sendable (TestOffice, String, Actor) throws -> Void
  }

  private static func status(_ to: DossierStatus)
    -> @Sendable (TestOffice, String, Actor) throws
    -> Void
  {
    { test, code, actor in
      try test.office.changeStatus(
        code,
        StatusRequest(
          to: to, reason: "lý do",
          data: [.identityCheck: "có", .amounts: "15000", .signer: "Người ký"]), by: actor)
    }
  }

  private static let acts: [Act] = [
    Act(permission: .receive) { test, _, actor in
      _ = try test.receive(TestOffice.copies, "valid-one-page", by: actor)
    },
    Act(permission: .receive) { test, _, actor in
      _ = try test.office.startDraft(procedure: TestOffice.copies, by: actor)
    },
    Act(permission: .edit) { test, code, actor in
      try test.office.edit(
        code, changes: .init(["giayTo": .rows([])]), cleared: ["nyc/dienThoai"], by: actor)
    },
    Act(permission: .process, run: status(.processing)),
    Act(permission: .askSupplement, run: status(.supplementAsked)),
    Act(permission: .takeFees, run: status(.paymentAsked)),
    Act(permission: .withdraw, run: status(.withdrawn)),
    Act(permission: .stop, run: status(.stopped)),
    Act(permission: .finish, run: status(.done)),
    Act(permission: .certifyCopies) { test, code, actor in
      _ = try test.office.certify(code, papers: 1, by: actor)
    },
    Act(permission: .printPapers) { test, code, actor in
      _ = try test.office.document(.receipt, format: .text, code: code, by: actor)
    },
    Act(permission: .printPapers) { test, code, actor in
      let printer = try PrinterRecord(
        id: "slips", name: "", address: "socket://127.0.0.1:1", paper: .mm80)
      try test.office.store.keepPrinter(printer)
      try test.office.print(.receipt, code: code, on: "slips", copies: 1, by: actor)
    },
    Act(permission: .viewDossiers) { test, code, actor in
      try test.office.recordView(
        test.office.state(code: code).id, reason: "open", by: actor)
    },
    Act(permission: .confirmClock) { test, _, actor in
      try test.office.confirmClock(by: actor)
    },
    Act(permission: .manageOfficers) { test, _, actor in
      try test.office.addOfficer(
        name: "moi", fullName: "Hà Thử", role: .specialist, password: "12345678", by: actor)
    },
  ]

  @Test(arguments: OfficerRole.allCases)
  func `a role may do exactly what the table says`(role: OfficerRole) throws {
    let test = try TestOffice()
    for act in Self.acts {
      let code = try test.receive(TestOffice.copies, "valid-one-page").code
      if role.may(act.permission) {
        #expect(throws: Never.self, "\(role) \(act.permission)") {
          try act.run(test, code, officer(role))
        }
      } else {
        try test.expectRefusal(.refused, saying: role.name.en) { _ in
          try act.run(test, code, officer(role))
        }
      }
    }
  }

  @Test(arguments: OfficerRole.allCases)
  func `results are handed over and disputes settled by those who may`(role: OfficerRole) throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-one-page").code
    _ = try test.office.certify(code, papers: 1, by: test.admin)
    let actor = officer(role)
    try test.expectRefusal(role.may(.resolveDisputes) ? .notFound : .refused) { office in
      try office.resolve(
        code: code, field: "nyc/hoTen", keep: nil, value: "x", reason: "", by: actor)
    }
    if role.may(.returnResult) {
      try Self.status(.returned)(test, code, actor)
      #expect(try test.state(code).status == 10)
    } else {
      try test.expectRefusal(.refused, saying: role.name.en) { _ in
        try Self.status(.returned)(test, code, actor)
      }
    }
  }
}
