import Counter
import DossierStore
import Dossiers
import Foundation
import Sync
import Testing

/// Handing on inside the commune and to another authority: who, what, when, with which papers.
struct PassTests {
  /// Received with one original and one copy of the death certificate (what the procedure asks
  /// of a widow), the identity card only shown.
  private func widow(_ test: TestOffice) throws -> String {
    try test.receive(TestOffice.marital, "valid-widow-for-marriage").code
  }

  private let certificate = [PaperTally(component: "giayChungTu", original: 1, copy: 1)]

  @Test func `what is shown only is never held`() throws {
    let test = try TestOffice()
    let state = try test.state(widow(test))
    #expect(state.components.contains { $0.id == "giayToTuyThan" && $0.presented == 1 })
    #expect(state.custody == [PaperHolding(place: .counter, papers: certificate)])
    let shown = [PaperTally(component: "giayToTuyThan", copy: 1)]
    let answers = try Share.answers(TestOffice.marital, "valid-widow-for-marriage")
    try test.expectRefusal(.refused, saying: "only shown") { office in
      _ = try office.receive(
        procedure: TestOffice.marital, answers: answers, files: [], token: nil,
        { $0.counts["giayToTuyThan"] = PaperCounts(copy: 1) }, by: test.admin)
    }
    try test.expectRefusal(.badInput, saying: "not that many") { office in
      try office.pass(
        state.code, PassRequest(to: .specialist, papers: shown), by: test.admin)
    }
  }

  @Test func `from reception to specialist to leader and back, each sees his own list`() throws {
    let test = try TestOffice()
    for (name, role) in [("mot", OfficerRole.receptionOfficer), ("hai", .specialist)] {
      try test.office.addOfficer(
        name: name, fullName: "Hà Thị Thử", role: role, password: "matkhau-thu", by: test.admin)
    }
    let reception = try test.office.signIn(name: "mot", password: "matkhau-thu")
    let specialist = try test.office.signIn(name: "hai", password: "matkhau-thu")
    let leader = officer(.signingLeader)
    let code = try widow(test)
    func list(_ actor: Actor, _ desk: WorkDesk) throws -> [String] {
      try test.office.work(of: actor).first { $0.desk == desk }?.dossiers.map(\.code) ?? []
    }
    #expect(try list(reception, .reception) == [code])
    #expect(try list(specialist, .specialist).isEmpty)

    try test.setClock("2026-11-20T10:00:00+07:00")
    try test.office.pass(
      code, PassRequest(to: .specialist, officer: "hai", note: "Gấp"), by: reception)
    #expect(try list(reception, .reception).isEmpty)
    #expect(try list(specialist, .specialist) == [code])
    // Meant for one officer: another specialist does not find it on his list.
    #expect(try list(officer(.specialist), .specialist).isEmpty)
    try test.expectRefusal(.refused, saying: "The dossier is with: Specialist") { office in
      try office.pass(code, PassRequest(to: .leader), by: reception)
    }

    try test.office.pass(code, PassRequest(to: .leader), by: specialist)
    #expect(try list(leader, .leader) == [code])
    try test.office.pass(code, PassRequest(to: .reception), by: leader)
    #expect(try list(reception, .reception) == [code])

    let state = try test.state(code)
    #expect(state.passes.map(\.to) == [.specialist, .leader, .reception])
    #expect(state.passes[0].taker == "Hà Thị Thử" && state.passes[0].note == "Gấp")
    #expect(try state.passes[0].time == time("2026-11-20T10:00:00+07:00"))
    #expect(state.passes.allSatisfy { $0.papers == certificate && $0.result == "early" })
    #expect(state.custody == [PaperHolding(place: .counter, papers: certificate)])
    #expect(state.status == 2)
  }

  /// Promised for Thursday the 26th, 17:00.
  @Test func `to another authority and back, the control slip knows each part`() throws {
    let test = try TestOffice()
    let code = try widow(test)
    try test.expectRefusal(.badInput, saying: "Name the authority") { office in
      try office.pass(code, PassRequest(to: .authority), by: test.admin)
    }
    let copy = [PaperTally(component: "giayChungTu", copy: 1)]
    try test.office.pass(
      code,
      PassRequest(
        to: .authority, authority: "Sở Tư pháp tỉnh Thử", person: "Lò Văn Thử", papers: copy),
      by: officer(.specialist, name: "Giàng A Thử").headed)
    var state = try test.state(code)
    #expect(state.desks.first?.authority == "Sở Tư pháp tỉnh Thử")
    #expect(state.papers(at: .authority) == copy)
    #expect(state.papers(at: .counter) == [PaperTally(component: "giayChungTu", original: 1)])
    try test.setClock("2026-11-26T17:00:01+07:00")
    try test.office.pass(
      code, PassRequest(to: .reception, person: "Lò Văn Thử"),
      by: officer(.receptionOfficer, name: "Giàng A Thử"))
    state = try test.state(code)
    #expect(state.passes.map(\.result) == ["early", "late"])
    #expect(state.passes.map(\.giver) == ["Giàng A Thử", "Lò Văn Thử"])
    #expect(state.passes.map(\.taker) == ["Lò Văn Thử", "Giàng A Thử"])
    #expect(state.passes.map(\.authority) == ["Sở Tư pháp tỉnh Thử", "Sở Tư pháp tỉnh Thử"])
    #expect(state.custody == [PaperHolding(place: .counter, papers: certificate)])
  }

  @Test func `to the wrong person, by the wrong role or after the end nothing is passed`() throws {
    let test = try TestOffice()
    let code = try widow(test)
    try test.office.addOfficer(
      name: "tiep", fullName: "Hà Thị Thử", role: .receptionOfficer, password: "matkhau-thu",
      by: test.admin)
    try test.expectRefusal(.badInput, saying: "No officer tiep") { office in
      try office.pass(code, PassRequest(to: .specialist, officer: "tiep"), by: test.admin)
    }
    try test.expectRefusal(.refused) { office in
      try office.pass(code, PassRequest(to: .specialist), by: officer(.signingLeader))
    }
    try test.expectRefusal(.refused) { office in
      try office.pass(code, PassRequest(to: .specialist), by: officer(.administrator))
    }
    try test.expectRefusal(.refused) { office in
      try office.pass(code, PassRequest(to: .reception), by: test.admin)
    }
    try test.office.changeStatus(
      code,
      StatusRequest(to: .withdrawn, reason: "Xin rút", data: [.identityCheck: "Đã đối chiếu"]),
      by: test.admin)
    try test.expectRefusal(.refused, saying: "has ended") { office in
      try office.pass(code, PassRequest(to: .specialist), by: test.admin)
    }
    #expect(try test.office.work(of: test.admin).allSatisfy(\.dossiers.isEmpty))
  }
}

extension Actor {
  /// The same person as head of the unit, who sits at every desk.
  fileprivate var headed: Actor {
    guard case .officer(let id, let name, _) = self else { return self }
    return .officer(id: id, fullName: name, role: .headOfUnit)
  }
}
