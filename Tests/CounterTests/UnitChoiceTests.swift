import Counter
import Documents
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: received here, decided and handed over elsewhere.
struct UnitChoiceTests {
  /// An office that the province told of two other communes.
  private func office(withCounterElsewhere other: String? = nil) throws -> TestOffice {
    let test = try TestOffice()
    let key = test.office.keys.keys.signing
    let elsewhere = other.map {
      TrustBundle.Device(
        key: SigningKey(random: SeededRandom(seed: 9)).publicKey, unit: $0, from: 0)
    }
    let bundle = TrustBundle.sign(
      issued: try time(TestOffice.start),
      devices: [TrustBundle.Device(key: key.publicKey, unit: "H99.88", from: 0), elsewhere]
        .compactMap(\.self),
      units: [
        .init(code: "H99.90", name: "UBND xã Bao La Thử"),
        .init(code: "H99.89", name: "UBND xã Vạn Mai Thử"),
        .init(code: "H99.88", name: "UBND xã Pà Cò Thử"),
      ], key: key)
    try bundle.json.canonical.write(to: DataFolder(test.folder).bundle)
    return test
  }

  private func receive(_ test: TestOffice, _ units: UnitChoice) throws -> DossierState {
    let received = try test.office.receive(
      procedure: TestOffice.marital,
      answers: try Share.answers(TestOffice.marital, "valid-single-for-marriage"), files: [],
      token: nil,
      { content in
        content.units = units
        content.delivery = test.office.delivery(.counter, "", at: units.returnUnit)
      }, by: test.admin)
    return try test.state(received.code)
  }

  @Test func `who decides and who hands over are in the first entry`() throws {
    let test = try office()
    let state = try receive(test, UnitChoice(authority: "H99.89", returnUnit: "H99.90"))
    #expect(state.unit == "H99.88")
    #expect(state.authority == "H99.89")
    #expect(state.returnUnit == "H99.90")
    // The paper names the office the resident goes to.
    #expect(state.delivery?.way == .unit)
    #expect(state.delivery?.place == "UBND xã Bao La Thử")
  }

  @Test func `chosen or not, this unit comes first and is taken where nothing is said`() throws {
    let test = try office()
    #expect(test.office.units().map(\.code) == ["H99.88", "H99.90", "H99.89"])
    let state = try receive(test, UnitChoice())
    #expect([state.authority, state.returnUnit] == ["H99.88", "H99.88"])
    let alone = try TestOffice()
    #expect(alone.office.units().map(\.code) == ["H99.88"])
  }

  @Test func `a unit the province did not name is refused, and nothing is written`() throws {
    let test = try office()
    for units in [UnitChoice(authority: "H99.77"), UnitChoice(returnUnit: "ở xa")] {
      try test.expectRefusal(.badInput, saying: "did not name") { _ in
        _ = try receive(test, units)
      }
    }
    let state = try receive(test, UnitChoice())
    try test.expectRefusal(.badInput, saying: "H99.77") { office in
      try office.changeStatus(
        state.code,
        StatusRequest(to: .processing, reason: "", data: [.authority: "H99.77"]),
        by: test.admin)
    }
  }

  @Test func `a change of status names them anew; who is named already is not repeated`() throws {
    let test = try office()
    let code = try receive(test, UnitChoice(returnUnit: "H99.90")).code
    try test.office.changeStatus(
      code,
      StatusRequest(
        to: .processing, reason: "Thuộc thẩm quyền xã khác",
        data: [.authority: "H99.89", .returnUnit: "H99.90"]), by: test.admin)
    let state = try test.state(code)
    #expect([state.authority, state.returnUnit] == ["H99.89", "H99.90"])
    let data = try #require(state.timeline.last?.data)
    #expect(data["authority"] == "H99.89")
    #expect(data["returnUnit"] == nil)
    #expect(try test.office.store.check(rebuild: true).isEmpty)
  }

  @Test func `one office tells the resident, and where to go`() throws {
    // Nobody works with this program there: who received it tells.
    for (counter, isTold) in [(nil, true), ("H99.90", false)] as [(String?, Bool)] {
      let test = try office(withCounterElsewhere: counter)
      let code = try receive(test, UnitChoice(returnUnit: "H99.90")).code
      try test.office.recordConsent(
        code, channels: [.sms], phone: "0912 345 678", village: "", by: test.admin)
      for (to, reason) in [(DossierStatus.processing, ""), (.done, "Giấy số 7")] {
        try test.office.changeStatus(code, StatusRequest(to: to, reason: reason), by: test.admin)
      }
      let messages = try test.office.outbox(by: test.admin).map(\.message.text)
      let words =
        "UBND xa Pa Co Thu: Ho so \(code) da co ket qua, moi den nhan tai UBND xa Bao La Thu "
        + "trong gio lam viec. DT 0200 000 000."
      #expect(messages == (isTold ? [words] : []))
      let receipt = try test.office.receiptContent(test.state(code), mark: .original)
      #expect(receipt.collectedAt == "UBND xã Bao La Thử")
      #expect(receipt.delivery == "Tại nơi khác, UBND xã Bao La Thử")
    }
  }

  @Test func `a draft keeps the choice`() throws {
    var content = DraftContent(procedure: TestOffice.marital, version: "2026.1")
    content.units = UnitChoice(authority: "H99.89")
    let read = try #require(DraftContent(json: content.json))
    #expect(read.units == UnitChoice(authority: "H99.89"))
  }
}
