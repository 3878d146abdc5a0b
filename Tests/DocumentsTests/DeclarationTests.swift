import Documents
import Foundation
import Testing

@Suite struct DeclarationTests {
  let created = Samples.moment("2026-11-21T10:00:00+07:00")

  @Test func `it is A4 with its code and page numbers at the foot`() throws {
    let declaration = Declaration(Samples.declaration(sections: 12))
    let pages = try declaration.sheets().pages.count
    #expect(pages > 1)
    let pdf = try declaration.pdf(createdAt: created)
    let info = try Tools.info(pdf)
    #expect(info["Page size"] == "595.276 x 841.89 pts (A4)")
    #expect(info["Title"] == "TỜ KHAI ĐĂNG KÝ KHAI SINH")
    for page in 1...pages {
      let text = try Tools.text(ofPDF: pdf, page: page)
      #expect(text.contains("H99.88-261121-0001Trang\(page)/\(pages)"))
    }
    #expect(try declaration.pdf(createdAt: created) == pdf)
  }

  @Test func `heading, answers and places to sign are all there`() throws {
    let text = try Tools.text(
      ofPDF: Declaration(Samples.declaration()).pdf(createdAt: created))
    for value in [
      "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
      "TỜ KHAI ĐĂNG KÝ KHAI SINH", "Kính gửi: UBND xã Pà Cò Thử",
      "Họ, chữ đệm, tên người được khai sinh: Vàng Thị Mẩy", "Tôi cam đoan nội dung đề nghị",
      "Đề nghị cấp bản sao: Có, số lượng: 2 bản.", "Người yêu cầu", "Điểm chỉ",
      "Phần ghi của công chức tiếp nhận",
    ] { #expect(text.contains(Tools.squeezed(value)), "\(value)") }
    #expect(!text.contains("banhànhkèmtheo"))
  }

  @Test func `answers are bold, printed words are not`() throws {
    let paper = try Declaration(Samples.declaration()).sheets()
    let runs = paper.pages[0].items.flatMap { item -> [TextRun] in
      if case .text(let box) = item.kind { box.runs } else { [] }
    }
    let answer = try #require(runs.first { $0.text == "Vàng Thị Mẩy" })
    let label = try #require(runs.first { $0.text.hasPrefix("Nơi cư trú") })
    #expect(answer.style.bold)
    #expect(!label.style.bold)
  }

  @Test func `an empty answer leaves a dotted line to write on`() throws {
    let blank = DeclarationContent(
      title: "TỜ KHAI",
      sections: [.init(heading: "", lines: [.init([.init("Họ tên: "), .answer("")])])],
      placeAndDate: "", signatures: [], dossierCode: "")
    let paper = try Declaration(blank).sheets()
    let dots = paper.pages[0].items.filter { if case .dots = $0.kind { true } else { false } }
    let line = try #require(dots.first)
    #expect(dots.count == 1)
    #expect(abs(line.frame.right - paper.pages[0].body.right) < 0.01)
    #expect(line.frame.width > 300)
  }

  @Test func `three signatures stand side by side`() throws {
    var content = Samples.declaration(sections: 1)
    content.signatures = ["Cha", "Mẹ", "Người yêu cầu"].map {
      .init(title: $0, note: "(Ký, ghi rõ họ, chữ đệm, tên)", name: "")
    }
    let paper = try Declaration(content).sheets()
    let tops = try ["Cha", "Mẹ", "Người yêu cầu"].map { title in
      try #require(
        paper.pages[0].items.first { item in
          if case .text(let box) = item.kind { box.text == title } else { false }
        }
      ).frame
    }
    #expect(Set(tops.map(\.y)).count == 1)
    #expect(tops[0].right <= tops[1].x && tops[1].right <= tops[2].x)
  }

  @Test func `a preview says so`() throws {
    var content = Samples.declaration()
    content.mark = .preview
    #expect(
      try Tools.text(ofPDF: Declaration(content).pdf(createdAt: created))
        .contains("BẢNXEMTRƯỚC"))
  }
}
