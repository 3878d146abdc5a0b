import Counter
import Documents
import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// A catalogue on the disk that changes while the office runs.
private final class ForgedCatalogue {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "live-catalogue-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["calendar.json", "registers", "2.000815"] { try put(name, as: name) }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func put(_ name: String, as target: String) throws {
    try FileManager.default.copyItem(
      at: Share.folder.appending(path: "Forms/\(name)"), to: folder.appending(path: target))
  }

  func write(_ text: String, to path: String) throws {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// A procedure's folder under another version.
  func copy(_ code: String, from version: String, to other: String, first day: String) throws {
    try put("\(code)/\(version)", as: "\(code)/\(other)")
    let file = folder.appending(path: "\(code)/\(other)/procedure.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    text = text.replacing("\"version\": \"\(version)\"", with: "\"version\": \"\(other)\"")
    text.replace(/"effectiveFrom": "[0-9-]*"/, with: "\"effectiveFrom\": \"\(day)\"")
    try Data(text.utf8).write(to: file)
  }
}

struct LiveCatalogueTests {
  private let now: Instant
  private var day: CivilDate { now.civil.date }

  init() throws { now = Instant(milliseconds: try time("2026-11-21T09:00:00+07:00")) }

  private func codes(_ library: FormLibrary) -> [String] {
    library.catalogue.inForce(on: day).map(\.procedure.code)
  }

  @Test func `a folder put there while the office runs is offered`() throws {
    let forged = try ForgedCatalogue()
    let library = try FormLibrary(folder: forged.folder)
    #expect(codes(library) == ["2.000815"])
    try forged.put("1.001193", as: "1.001193")
    library.refresh()
    #expect(codes(library) == ["1.001193", "2.000815"] && library.faults.isEmpty)
    _ = try library.session("1.001193", version: "2026.1", now: now)
    try FileManager.default.removeItem(at: forged.folder.appending(path: "1.001193"))
    library.refresh()
    #expect(codes(library) == ["2.000815"])
  }

  @Test func `a broken folder is named and the rest works`() throws {
    let forged = try ForgedCatalogue()
    let library = try FormLibrary(folder: forged.folder)
    try forged.write("{ \"code\": ", to: "1.000656/2026.1/procedure.json")
    library.refresh()
    #expect(codes(library) == ["2.000815"])
    #expect(library.faults.map(\.place) == ["1.000656/2026.1"])
    #expect(library.faults[0].message.vi.hasSuffix("không phải JSON hợp lệ."))
    try FileManager.default.removeItem(at: forged.folder.appending(path: "1.000656"))
    library.refresh()
    #expect(library.faults.isEmpty)
  }

  @Test func `a form that does not compile is named and not offered`() throws {
    let forged = try ForgedCatalogue()
    try forged.put("1.001193", as: "1.001193")
    try forged.write("<h:html", to: "1.001193/2026.1/form.xml")
    let library = try FormLibrary(folder: forged.folder)
    library.compileAll()
    #expect(codes(library) == ["2.000815"])
    #expect(library.faults.count == 1)
    #expect(library.faults[0].message.vi.hasPrefix("Biểu mẫu của thủ tục 1.001193 có lỗi"))
    try FileManager.default.removeItem(
      at: forged.folder.appending(path: "1.001193/2026.1/form.xml"))
    try forged.put("1.001193/2026.1/form.xml", as: "1.001193/2026.1/form.xml")
    library.refresh()
    #expect(codes(library) == ["1.001193", "2.000815"] && library.faults.isEmpty)
  }

  @Test func `a new version takes over on its first day and the old one stays`() throws {
    let forged = try ForgedCatalogue()
    let library = try FormLibrary(folder: forged.folder)
    try forged.copy("2.000815", from: "2026.1", to: "2026.2", first: "2026-11-22")
    library.refresh()
    let catalogue = library.catalogue
    #expect(try catalogue.entry("2.000815", on: day).procedure.version == "2026.1")
    let tomorrow = day.adding(days: 1)
    #expect(try catalogue.entry("2.000815", on: tomorrow).procedure.version == "2026.2")
    #expect(catalogue.inForce(on: tomorrow).map(\.procedure.version) == ["2026.2"])
    #expect(try catalogue.entry("2.000815", version: "2026.1").procedure.version == "2026.1")
  }

  @Test func `the province's file applies at once, and a broken one changes nothing`() throws {
    let test = try TestOffice()
    let file = test.folder.appending(path: ProvinceOverlay.fileName)
    func write(_ amount: String, _ more: String = "") throws {
      try Data(
        """
        {"version": "7", "province": {"vi": "Tỉnh Thử", "en": "Test"}, "changes": [
          {"effectiveFrom": "2026-01-01", "basis": "NQ 1"\(more), "procedures":
            {"1.001193": {"fees": {"copy": {"amount": "\(amount)"}}}}}]}
        """.utf8
      ).write(to: file)
      test.office.library.refresh()
    }
    let before = try test.receive(TestOffice.birth, "valid-father-on-time")
    #expect(try test.state(before.code).overlay == nil)
    try write(
      "1234",
      #", "units": {"*": {"name": "UBND xã Đổi Tên", "codePattern": "{unit}-{yyyyMMdd}-{seq:5}"}}"#)
    let after = try test.receive(TestOffice.birth, "valid-father-on-time")
    let state = try test.state(after.code)
    #expect(state.overlay == "7" && state.fee["total"]?.integer == 1234)
    #expect(after.code.hasPrefix("H99.88-20261120-0"))
    #expect(try test.office.receiptContent(state, mark: .original).office.name == "UBND xã Đổi Tên")
    try write("1234", #", "unit": {}"#)
    #expect(test.office.library.faults.count == 1)
    #expect(test.office.unit.name == "UBND xã Đổi Tên")
    // A program that starts with a broken file charges nobody by guess.
    try test.reopen()
    try test.expectRefusal(.refused, saying: "province's file is wrong") { office in
      _ = try office.receive(
        procedure: TestOffice.birth,
        answers: try Share.answers(TestOffice.birth, "valid-father-on-time"), files: [],
        token: nil, by: test.admin)
    }
  }
}
