import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Values said at the same time, and a person's decision between them.
struct DisputeTests {
  private static let path = "nks/hoTen"
  private static let names = ["Bùi Minh Thử An", "Bùi Minh Thử Ân"]

  /// Two officers change the name from the same value, neither knowing of the other.
  private func disputed(_ test: TestOffice) throws -> Received {
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    try dispute(test, received)
    return received
  }

  private func dispute(_ test: TestOffice, _ received: Received) throws {
    let base = try #require(test.state(received.code).fields[Self.path]?.heads.first?.entry)
    for name in Self.names {
      try test.office.store.append(
        [
          EntryDraft(
            kind: "dossier.edited", subject: .existing(received.id),
            body: [
              "source": "officer",
              "changes": [
                Self.path: ["v": .string(name), "over": .array([.string(base.description)])]
              ],
            ])
        ], by: test.admin.id)
    }
  }

  @Test func `both values are shown with who said them`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    let dispute = try #require(test.state(code).disputes.first)
    #expect(dispute.matter == .answers(Self.path))
    #expect(dispute.sides.map { $0.answers[Self.path] } == Self.names)
    #expect(dispute.json["values"]?.array?.count == 2)
    #expect(dispute.json["values"]?.array?.first?["actor"]?.string == test.admin.id)
  }

  @Test func `keeping one value ends the dispute`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    let kept = try #require(test.state(code).disputes.first?.sides.last)
    try test.office.resolve(
      code: code, field: Self.path, keep: kept.entry.description, value: nil,
      reason: "Theo giấy chứng sinh", by: test.admin)
    let field = try #require(test.state(code).fields[Self.path])
    #expect(field.value == Self.names[1] && !field.isDisputed && field.heads.count == 1)
    #expect(try test.state(code).disputes.isEmpty)
  }

  @Test func `a third value may be right`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    try test.office.resolve(
      code: code, field: Self.path, keep: nil, value: "Bùi Minh Thử", reason: "", by: test.admin)
    #expect(try test.state(code).fields[Self.path]?.value == "Bùi Minh Thử")
  }

  @Test func `what decides nothing is refused and the dispute stays`() throws {
    let test = try TestOffice()
    let received = try disputed(test)
    let before = try test.state(received.code).disputes
    func resolve(_ field: String, keep: String? = nil, value: String? = nil, reason: String = "")
      -> (OneStopOffice) throws -> Void
    {
      { office in
        try office.resolve(
          code: received.code, field: field, keep: keep, value: value, reason: reason,
          by: test.admin)
      }
    }
    try test.expectRefusal(.notFound, saying: "no dispute", resolve("nyc/hoTen", value: "An"))
    try test.expectRefusal(.notFound, saying: "no dispute", resolve("x/y", value: "An"))
    try test.expectRefusal(
      .badInput, saying: "none of", resolve(Self.path, keep: received.id.description))
    try test.expectRefusal(.badInput, resolve(Self.path, keep: "vô nghĩa"))
    try test.expectRefusal(.badInput, resolve(Self.path))
    try test.expectRefusal(.badInput, resolve(Self.path, value: "a\u{0}b"))
    try test.expectRefusal(
      .badInput,
      resolve(Self.path, value: "An", reason: String(repeating: "a", count: 2001)))
    #expect(try test.state(received.code).disputes == before)
  }

  @Test func `a value the form refuses decides nothing`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    for value in ["Bùi 123", ""] {
      try test.expectProblems([Self.path]) { office in
        try office.resolve(
          code: code, field: Self.path, keep: nil, value: value, reason: "", by: test.admin)
      }
    }
  }

  @Test func `no result while a required field is disputed`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    let done = StatusRequest(to: .done, reason: "Giấy khai sinh số 3")
    try test.expectRefusal(.refused, saying: "required field is disputed") { office in
      try office.changeStatus(code, done, by: test.admin)
    }
    try test.office.resolve(
      code: code, field: Self.path, keep: nil, value: "Bùi Minh Thử", reason: "", by: test.admin)
    try test.office.changeStatus(code, done, by: test.admin)
    #expect(try test.state(code).status == 9)
  }

  @Test func `a dispute that comes after the result holds the hand-over`() throws {
    let test = try TestOffice()
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    try test.office.changeStatus(
      received.code, StatusRequest(to: .done, reason: "Giấy khai sinh số 3"), by: test.admin)
    try dispute(test, received)
    let handOver = StatusRequest(to: .returned, reason: "Bùi Văn An")
    try test.expectRefusal(.refused, saying: "disputed") { office in
      try office.changeStatus(received.code, handOver, by: test.admin)
    }
    try test.office.resolve(
      code: received.code, field: Self.path, keep: nil, value: "Bùi Minh Thử", reason: "",
      by: test.admin)
    try test.office.changeStatus(received.code, handOver, by: test.admin)
    #expect(try test.state(received.code).status == 10)
  }

  @Test func `an edit of what is disputed is refused and points to the decision`() throws {
    let test = try TestOffice()
    let code = try disputed(test).code
    let change = FormAnswers([
      Self.path: .value("Bùi Thử"), "nyc/dienThoai": .value("0912345679"),
    ])
    try test.expectRefusal(.refused, saying: "decide it with conflict resolve") { office in
      try office.edit(code, changes: change, cleared: [], by: test.admin)
    }
    try test.office.edit(
      code, changes: .init(["nyc/dienThoai": .value("0912345679")]), cleared: [], by: test.admin)
    #expect(try test.state(code).fields[Self.path]?.isDisputed == true)
  }

  @Test func `a decision over a side that came meanwhile is refused`() throws {
    let test = try TestOffice()
    let received = try disputed(test)
    let seen = try Set(test.state(received.code).disputes.flatMap(\.sides).map(\.entry.description))
    var province = try TestProvince(test)
    let late = try province.change(
      Self.path, "Bùi Minh Thử Ơn", of: received.id, over: [received.id])
    func resolve(seen: Set<String>) -> (OneStopOffice) throws -> Void {
      { office in
        try office.resolve(
          code: received.code, field: Self.path, keep: late.description, value: nil,
          reason: "Giấy chứng sinh", seen: seen, by: test.admin)
      }
    }
    try test.expectRefusal(.refused, saying: "changed meanwhile", resolve(seen: seen))
    try resolve(seen: seen.union([late.description]))(test.office)
    #expect(try test.state(received.code).disputes.isEmpty)
  }
}
