import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// The register of residents: written by one dossier, found and filled in by the next.
@Suite struct RegisterTests {
  private static let sample = "valid-single-for-marriage"
  /// Of the sample: a synthetic resident.
  private static let number = "099301000007"
  private static let name = "Giàng Thị Thử"

  private let test: TestOffice
  private let first: Received

  init() throws {
    test = try TestOffice()
    first = try test.receive(TestOffice.marital, Self.sample)
  }

  private func resident() throws -> RegisteredEntity {
    try #require(test.office.store.entities(of: "residents").first)
  }

  private func sentences(rebuild: Bool = false) throws -> [String] {
    try test.office.store.check(rebuild: rebuild).map(\.message)
  }

  /// The second visit: who it is, and what only this matter asks.
  private func returning(_ more: [String: String] = [:]) throws -> Received {
    var answers = try Share.answers(TestOffice.marital, Self.sample)
    answers.entries = answers.entries.filter {
      !$0.key.hasPrefix("nyc/") || ["nyc/quanHe", "nyc/ngayKhai"].contains($0.key)
    }
    answers.entries["nyc/cuDan"] = .value(Self.number)
    for (path, value) in more { answers.entries[path] = .value(value) }
    return try test.office.receive(
      procedure: TestOffice.marital, answers: answers, files: [], token: nil, by: test.admin)
  }

  @Test func `a received dossier writes its applicant into the register`() throws {
    let resident = try resident()
    #expect(resident.label == Self.name && resident.version == 1)
    #expect(resident.properties["soDinhDanh"] == Self.number)
    #expect(resident.properties["dienThoai"] == "0987654321")
    #expect(resident.properties["maXa"] == "05212")
    #expect(UUID(uuidString: resident.id) != nil)
    #expect(try sentences() == [])
  }

  @Test func `a search is exact by number, by words of the name, and masked`() throws {
    func find(_ text: String) throws -> [FoundEntity] {
      try test.office.findEntities(text, in: "residents", by: test.admin)
    }
    #expect(try find("0993 0100 0007").map(\.maskedLabel) == ["Giàng T. T***"])
    #expect(try find("thu giang").map(\.maskedNumbers) == [["*******321", "*********007"]])
    #expect(try find("09930100000") == [])
    #expect(try find("") == [] && find("t") == [])
    #expect(try test.office.findEntities(Self.number, in: "others", by: test.admin) == [])
  }

  @Test func `who may not view dossiers may not look in registers`() throws {
    let administrator = Actor.officer(id: "x.1.1", fullName: "Trần Thị Thử", role: .administrator)
    try test.expectRefusal(.refused) { office in
      _ = try office.findEntities(Self.number, in: "residents", by: administrator)
    }
  }

  @Test func `a returning resident is filled in, and it is a view of the dossier before`() throws {
    let second = try returning()
    let before = try test.state(first.code).flatAnswers.values
    let after = try test.state(second.code).flatAnswers.values
    #expect(after.filter { $0.key != "nyc/cuDan" } == before)
    #expect(after["nyc/cuDan"] == (try resident().id))
    #expect(try test.office.store.entities(of: "residents").count == 1)
    #expect(try resident().version == 2)
    #expect(try test.state(first.code).views.map(\.reason) == ["register"])
  }

  @Test func `what is given counts more than what is known, and is known from then on`() throws {
    let second = try returning(["nyc/dienThoai": "0912345678"])
    #expect(try test.state(second.code).flatAnswers.values["nyc/dienThoai"] == "0912345678")
    #expect(try resident().properties["dienThoai"] == "0912345678")
    #expect(try resident().disputed == [])
  }

  @Test func `somebody typed in again is the same resident by the number`() throws {
    _ = try test.receive(TestOffice.marital, Self.sample)
    #expect(try test.office.store.entities(of: "residents").map(\.version) == [2])
  }

  @Test func `nobody of that number is a clear refusal and nothing is written`() throws {
    var answers = try Share.answers(TestOffice.marital, Self.sample)
    answers.entries["nyc/cuDan"] = .value("099099999999")
    try test.expectRefusal(.notFound, saying: "099099999999") { office in
      _ = try office.receive(
        procedure: TestOffice.marital, answers: answers, files: [], token: nil, by: test.admin)
    }
  }

  @Test func `a draft fills as soon as somebody is chosen, and empties when it was someone else`()
    throws
  {
    let draft = try test.office.startDraft(procedure: TestOffice.marital, by: test.admin)
    let id = try resident().id
    let chosen = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set(id, at: "nyc/cuDan")
    }
    #expect(chosen.session.value(at: "nyc/hoTen") == Self.name)
    #expect(chosen.session.value(at: "nyc/noiCuTru/maXa") == "05212")
    #expect(chosen.session.value(at: "ndc/hoTen") == Self.name, "carried on for oneself")
    let reopened = try test.office.draft(draft)
    #expect(reopened.session.value(at: "nyc/dienThoai") == "0987654321")
    let other = try test.office.change(draft: draft, by: test.admin) { open in
      try open.session.set("", at: "nyc/cuDan")
    }
    #expect(other.session.value(at: "nyc/hoTen") == "")
    #expect(other.session.value(at: "nyc/loaiGiayTo") == "cccd", "the form's own default")
  }

  @Test func `an edit of the dossier is an edit of the resident`() throws {
    let changes = FormAnswers(["nyc/dienThoai": .value("0912345678")])
    try test.office.edit(first.code, changes: changes, cleared: [], by: test.admin)
    #expect(try resident().properties["dienThoai"] == "0912345678")
    #expect(try test.state(first.code).entityHeads == [first.id], "nothing had to be said anew")
    #expect(try sentences() == [])
  }

  @Test func `a condition that changes is said anew under the same id`() throws {
    let id = try resident().id
    let changes = FormAnswers([
      "nyc/loaiGiayTo": .value("ho_chieu"), "nyc/soGiayTo": .value("C0000001"),
      "nyc/noiCap": .value("Cục Quản lý xuất nhập cảnh"),
    ])
    try test.office.edit(first.code, changes: changes, cleared: [], by: test.admin)
    // Without a personal number the form makes no entry of the register.
    #expect(try test.office.store.entities(of: "residents") == [])
    let back = FormAnswers([
      "nyc/loaiGiayTo": .value("cccd"), "nyc/soDinhDanh": .value(Self.number),
    ])
    try test.office.edit(first.code, changes: back, cleared: ["nyc/soGiayTo"], by: test.admin)
    #expect(try test.office.store.entities(of: "residents").count == 1)
    #expect(id.count == 36)
    #expect(try sentences() == [])
  }

  @Test func `an erased dossier takes its entries with it`() throws {
    let second = try returning(["nyc/dienThoai": "0912345678"])
    let (id, _) = try test.office.state(code: second.code)
    try test.office.store.erase(id, basis: "x", by: test.admin.id)
    #expect(try resident().properties["dienThoai"] == "0987654321", "as the dossier before said")
    #expect(try resident().version == 1)
    let (before, _) = try test.office.state(code: first.code)
    try test.office.store.erase(before, basis: "x", by: test.admin.id)
    #expect(try test.office.store.entities(of: "residents") == [])
    #expect(try sentences() == [])
    try test.reopen()
    #expect(try test.office.store.entities(of: "residents") == [])
  }

  @Test func `the register is rebuilt from the entries and found to be the same`() throws {
    _ = try returning(["nyc/dienThoai": "0912345678"])
    let before = try test.office.store.entities(of: "residents")
    #expect(try sentences(rebuild: true) == [])
    #expect(try test.office.store.entities(of: "residents") == before)
    try test.reopen()
    #expect(try test.office.store.entities(of: "residents") == before)
  }

  @Test func `no name, number or phone of the register lies open`() throws {
    _ = try returning()
    let needles = [Self.name, Self.number, "0987654321", "xóm Pà Khôm"].flatMap { word in
      [Data(word.utf8), Data(word.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })]
    }
    let files = try test.office.store.folder.declaredFiles()
    #expect(files.count >= 4)
    for file in files {
      let bytes = try Data(contentsOf: test.folder.appending(path: file.path))
      for needle in needles { #expect(bytes.range(of: needle) == nil, "\(file.path)") }
    }
  }
}
