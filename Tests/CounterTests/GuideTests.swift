import Counter
import Documents
import Dossiers
import Foundation
import Testing

/// Guides and blank forms of every procedure that is shipped.
struct GuideTests {
  @Test func `every procedure has a whole guide in both languages`() throws {
    let test = try TestOffice()
    let procedures = test.office.library.catalogue.inForce(on: test.office.now.civil.date)
    #expect(procedures.count >= 3)
    for procedure in procedures.map(\.procedure) {
      for language in Language.allCases {
        let guide = try test.office.guide(of: procedure, language)
        #expect(guide.title == procedure.name[language])
        let filled = guide.sections.filter { !$0.items.isEmpty }
        #expect(filled.count >= 8, "\(procedure.code): \(filled.map(\.heading))")
        let texts = filled.flatMap(\.items).flatMap { [$0.text] + $0.notes }
        #expect(texts.allSatisfy { !$0.isEmpty })
        for exemption in procedure.fees.flatMap(\.exemptions) {
          #expect(texts.contains { $0.contains(exemption.name[language]) })
        }
      }
      #expect(
        try test.office.paper(.guide, of: procedure.code, .vietnamese).starts(
          with: Data("%PDF".utf8)))
    }
  }

  @Test func `a blank form has every line to write on and boxes to tick`() throws {
    let test = try TestOffice()
    for entry in test.office.library.catalogue.inForce(on: test.office.now.civil.date) {
      guard entry.procedure.declaration != nil else { continue }
      let pdf = try test.office.paper(.blank, of: entry.procedure.code, .vietnamese)
      #expect(pdf.starts(with: Data("%PDF".utf8)), "\(entry.procedure.code)")
    }
    let text = try pdfText(try test.office.paper(.blank, of: "1.001193", .vietnamese))
    #expect(text.contains("TỜ KHAI ĐĂNG KÝ KHAI SINH"))
    #expect(text.contains("☐ Nam"))
    #expect(!text.contains("{"))
    #expect(
      text.contains("Đề nghị cấp bản sao: Có") && !text.contains("Đề nghị cấp bản sao: Không"))
    let members = try pdfText(try test.office.paper(.blank, of: "1.004222", .vietnamese))
    #expect(!members.contains("cùng thay đổi: không có") && members.contains("cùng thay đổi:"))
    // Five rows to write on, and a note for those who need more.
    #expect(members.contains("  5. ") && !members.contains("  6. ..."))
    #expect(members.contains("(Các thành viên khác ghi ở danh sách kèm theo)"))
    try test.expectRefusal(.notFound) { office in
      _ = try office.paper(.blank, of: "2.000815", .vietnamese)
    }
  }

  /// The text of a PDF by poppler.
  private func pdfText(_ data: Data) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).pdf")
    try data.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["pdftotext", "-layout", file.path, "-"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
