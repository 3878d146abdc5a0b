import Documents
import Dossiers
import Foundation
import Testing

@Suite struct ReceiptSheetTests {
  @Test(arguments: Samples.all.map(\.0))
  func `every page is A5 to the hundredth of a point`(name: String) throws {
    let receipt = Receipt(Samples.named(name))
    let info = try Tools.info(receipt.pdf())
    #expect(info["Page size"] == "419.528 x 595.276 pts")
    #expect(info["Pages"] == "\(try receipt.sheets().pages.count)")
  }

  @Test(arguments: ["birth", "certification", "empty"])
  func `an ordinary dossier has one page a copy`(name: String) throws {
    #expect(try Receipt(Samples.named(name)).sheets().pages.count == 2)
  }

  @Test func `the resident's copy names the rating page where the office has one`() throws {
    var content = Samples.birth
    let words = Tools.squeezed("Đánh giá sự phục vụ")
    #expect(try !Tools.text(ofPDF: Receipt(content).pdf()).contains(words))
    content.office.rating = "https://dichvucong.example/danh-gia"
    let receipt = Receipt(content)
    #expect(try receipt.sheets().pages.count == 2)
    let text = try Tools.text(ofPDF: receipt.pdf([.resident]))
    #expect(text.contains("\(words):https://dichvucong.example/danh-gia"))
    #expect(try !Tools.text(ofPDF: receipt.pdf([.office])).contains(words))
    #expect(try receipt.text(columns: 48).contains("danh-gia"))
  }

  @Test func `the same content gives the same bytes, dated by its reception`() throws {
    let receipt = Receipt(Samples.birth)
    let pdf = try receipt.pdf()
    #expect(try receipt.pdf() == pdf)
    let info = try Tools.info(pdf)
    #expect(info["CreationDate"] == "2026-11-23T15:10:00+07")
    #expect(info["ModDate"] == "2026-11-23T15:10:00+07")
  }

  @Test func `the metadata name nobody`() throws {
    let info = try Tools.info(Receipt(Samples.birth).pdf())
    #expect(info["Title"] == "Giấy tiếp nhận hồ sơ và hẹn trả kết quả")
    for key in ["Author", "Subject", "Keywords"] { #expect(info[key] == nil) }
    #expect(info["Creator"]?.contains("Vàng") != true)
  }

  @Test func `all fonts are embedded and name their characters`() throws {
    let pdf = try Receipt(Samples.long).pdf()
    let lines = try Tools.withFile(pdf, "pdf") { try Tools.run("pdffonts", [$0]) }
      .split(separator: "\n").dropFirst(2)
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.contains(/yes\s+yes\s+yes/), "\(line)") }
  }

  @Test(arguments: Samples.all.map(\.0))
  func `each copy carries one QR code, in PDF and PNG the same`(name: String) throws {
    let content = Samples.named(name)
    for copy in ReceiptCopy.allCases {
      let receipt = Receipt(content)
      let pdf = try receipt.pdf([copy])
      let paper = try receipt.sheets([copy])
      #expect(try Tools.codes(inPNG: Tools.png(ofPDF: pdf, page: 1)) == [content.qrText])
      #expect(try Tools.codes(inPNG: paper.png()) == [content.qrText])
      let all = paper.pages.flatMap(\.items).filter {
        if case .qr = $0.kind { true } else { false }
      }
      #expect(all.count == 1)
    }
  }

  @Test func `the text can be taken out again, letter for letter`() throws {
    let content = Samples.birth
    let pdf = try Receipt(content).pdf()
    for page in 1...2 {
      let text = try Tools.text(ofPDF: pdf, page: page)
      for value in [
        content.people.owner, content.people.applicant, content.people.address,
        content.people.phone, content.people.email, content.people.applicantID, content.subject,
        content.dossierCode, content.termText, content.delivery, content.officerName,
        content.dueExplanation, "17 giờ 00 phút, ngày 25 tháng 11 năm 2026",
        "15 giờ 10 phút, ngày 23 tháng 11 năm 2026", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "Giấy chứng sinh",
      ] { #expect(text.contains(Tools.squeezed(value)), "page \(page): \(value)") }
    }
  }

  @Test func `the look-up code stands on the resident's copy only`() throws {
    let pdf = try Receipt(Samples.birth).pdf([.office, .resident])
    let office = try Tools.text(ofPDF: pdf, page: 1)
    let resident = try Tools.text(ofPDF: pdf, page: 2)
    #expect(office.contains("Liên:Lưu") && !office.contains("7K3M9Q"))
    #expect(resident.contains("Liên:Giaokháchhàng") && resident.contains("7K3M9Q"))
  }

  @Test func `letters of Ê Đê and Khmer come out as they went in`() throws {
    let content = Samples.long
    let text = try Tools.text(ofPDF: Receipt(content).pdf([.resident]))
    #expect(text.contains(Tools.squeezed("Ksơ̆r Niê Kdăm")))
    #expect(text.contains(Tools.squeezed("ê̆ ô̆ ơ̆")))
    #expect(text.contains(Tools.squeezed("សុខ")))
  }

  @Test func `marks and the gazette note appear only when they hold`() throws {
    var content = Samples.birth
    let plain = try Tools.text(ofPDF: Receipt(content).pdf())
    for word in ["BẢNXEMTRƯỚC", "BẢNINLẠI", "banhànhkèmtheo"] { #expect(!plain.contains(word)) }
    content.mark = .reprint(3)
    var layout = try Samples.layout("01")
    layout.isChecked = true
    layout.gazette = "Mẫu số 01, ban hành kèm theo Thông tư thử"
    let marked = try Tools.text(ofPDF: Receipt(content).pdf([.office], by: layout))
    #expect(marked.contains("BẢNINLẠI(lần3)"))
    #expect(marked.contains("banhànhkèmtheoThôngtưthử"))
    content.mark = .preview
    #expect(try Tools.text(ofPDF: Receipt(content).pdf()).contains("BẢNXEMTRƯỚC"))
  }

  @Test func `a preview without code or QR text is drawn`() throws {
    var content = Samples.empty
    content.qrText = ""
    content.shortQRText = ""
    content.dossierCode = ""
    content.lookUpCode = ""
    let paper = try Receipt(content).sheets()
    #expect(paper.pages.count == 2)
    #expect(try Receipt(content).slip(.mm58).pages.count == 1)
    #expect(try Receipt(content).text(columns: 42).contains("BẢN XEM TRƯỚC"))
  }

  @Test func `certification has its own columns`() throws {
    let text = try Tools.text(ofPDF: Receipt(Samples.certification).pdf([.resident]))
    #expect(text.contains("Sốbảngiấy") && text.contains("Bằngtốtnghiệptrunghọcphổthông"))
    #expect(!text.contains("Bảnchính"))
  }

  @Test func `a page the receipt does not have is refused`() throws {
    let paper = try Receipt(Samples.birth).sheets()
    #expect(throws: DocumentError.noSuchPage(3, of: 2)) { try paper.png(page: 3) }
    #expect(throws: DocumentError.noSuchPage(0, of: 2)) { try paper.bitmap(page: 0) }
  }
}
