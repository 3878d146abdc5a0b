import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Unit logs”: what an office can do with a dossier that concerns it no longer.
struct ConcernTests {
  private static let other = "H99.77"

  /// A dossier another commune received, which was to be handed over here and now is not.
  private func left(_ test: TestOffice) throws -> EntryID {
    var province = try TestProvince(test)
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    let first = try test.office.store.entries(of: received.id).first { $0.id == received.id }
    var body = try #require(first?.content?.object)
    body["code"] = "H99.77-261121-1000"
    body["unit"] = .string(Self.other)
    body["authority"] = .string(Self.other)
    body["returnUnit"] = .string(test.office.unit.code)
    body["request"] = nil
    let drafts = [EntryDraft(kind: "dossier.received", subject: .new, body: body)]
    let dossier = try #require(
      try test.office.store.append(drafts, by: test.admin.id).first?.id)
    try province.write(
      "dossier.status", about: dossier,
      ["to": 4, "reason": "x", "data": ["returnUnit": .string(Self.other)]], replaces: [dossier])
    #expect(try test.office.whereabouts(of: test.office.reading(code: "\(dossier)")) == nil)
    try province.write(
      "dossier.left", about: dossier, ["unit": .string(test.office.unit.code)])
    return dossier
  }

  @Test func `nothing is done any more with what concerns another office now`() throws {
    let test = try TestOffice()
    let id = try left(test)
    let (office, admin, code) = (test.office, test.admin, "\(id)")
    #expect(try office.whereabouts(of: office.reading(code: code)) != nil)
    let before = try office.store.entries(of: id)
    let acts: [() throws -> Void] = [
      {
        try office.changeStatus(
          code, StatusRequest(to: .done, reason: "Giấy xác nhận số 12"), by: admin)
      },
      { try office.edit(code, changes: FormAnswers(), cleared: [], by: admin) },
      { try office.chooseDelivery(code, .counter, place: "", by: admin) },
      { try office.recordOfficialCode(code, official: "BTP-1", by: admin) },
      { try office.recordConsent(code, channels: [], by: admin) },
      {
        try office.resolve(
          code: code, field: "nks/hoTen", keep: nil, value: "A", reason: "x", by: admin)
      },
      {
        try office.judgeDuplicate(code: code, other: "x", isSame: true, reason: "x", by: admin)
      },
    ]
    for act in acts {
      let refusal = #expect(throws: DossierError.self, performing: act)
      #expect(refusal?.kind == .refused)
      #expect(refusal?.message.vi.contains("không còn thuộc đơn vị này") == true)
      #expect(refusal?.message.vi.contains(Self.other) == true)
    }
    #expect(try office.store.entries(of: id) == before)
  }
}
