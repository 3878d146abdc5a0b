import Documents
import Foundation
import Testing

/// Every kind of paper, short and endless, original, preview and reprint.
@Suite struct LayoutPaperTests {
  @Test(arguments: LayoutTests.shipped, [0, 3, 60])
  func `nothing overlaps and nothing is lost`(id: String, rows: Int) throws {
    let filled = try LayoutSamples.paper(id, rows: rows, long: rows == 60)
    let paper = try filled.sheets(filled.layout.copies.last.map { [$0] })
    for page in paper.pages {
      let texts = page.items.filter { if case .text = $0.kind { true } else { false } }
      #expect(!texts.isEmpty)
      for (index, item) in texts.enumerated() {
        #expect(page.body.contains(item.frame, tolerance: 0.6), "\(id): \(item.frame)")
        for other in texts[(index + 1)...] {
          #expect(!item.frame.overlaps(other.frame), "\(id): \(item) \(other)")
        }
      }
    }
  }

  /// One letter of a cell's text stands as high as the next cell's, or a row does not read as one.
  @Test(arguments: ["01", "02", "06", "07", "calls", "fee", "results"])
  func `the cells of a row stand in its middle`(id: String) throws {
    var cells = 0
    for page in try LayoutSamples.paper(id, rows: 4, long: true).sheets().pages {
      let frames = page.items.compactMap { item -> Rect? in
        if case .frame = item.kind { item.frame } else { nil }
      }
      for item in page.items {
        guard case .text(let box) = item.kind, box.text.hasPrefix("Dòng"),
          let frame = frames.filter({ $0.contains(item.frame, tolerance: 0.5) })
            .min(by: { $0.width * $0.height < $1.width * $1.height })
        else { continue }
        let (above, below) = (item.frame.y - frame.y, frame.bottom - item.frame.bottom)
        #expect(abs(above - below) < 1, "\(id): \(item.frame) in \(frame)")
        cells += 1
      }
    }
    #expect(cells > 1)
  }

  /// Form 01 to 06 carry the code by which the dossier is found, large enough for 150 dots an inch.
  @Test(arguments: ["01", "02", "03", "04", "05", "06"])
  func `one-stop forms carry the dossier's code`(id: String) throws {
    let filled = try LayoutSamples.paper(id)
    let sheets = try filled.sheets(filled.layout.copies.last.map { [$0] })
    #expect(try Tools.codes(inPNG: sheets.png(page: 1, dotsPerInch: 150)) == [Samples.qrText])
  }

  @Test(arguments: ["01", "07", "results", "access", "06"])
  func `a table over several pages repeats its head and keeps every row`(id: String) throws {
    let filled = try LayoutSamples.paper(id, rows: 60)
    let copies = filled.layout.copies.last.map { [$0] }
    let pages = try filled.sheets(copies).pages.count
    #expect(pages > 1)
    let pdf = try filled.pdf(copies, createdAt: Samples.birth.receivedAt)
    let head = ["01": "Têngiấytờ", "06": "1.Giao", "access": "Mụcđích"][id] ?? "Mãhồsơ"
    var found = 0
    for page in 1...pages {
      let text = try Tools.text(ofPDF: pdf, page: page)
      let rows = text.ranges(of: "Dòng").count
      if rows > 0 {
        #expect(text.contains(head) || id == "access" && text.contains("Giấytờ"), "page \(page)")
      }
      found += rows
      #expect(text.contains("Trang\(page)/\(pages)"))
      if page > 1 { #expect(text.contains("(tiếptheo)")) }
    }
    #expect(found >= 60)
  }

  @Test(arguments: LayoutTests.shipped)
  func `marks, gazette and fonts`(id: String) throws {
    func text(_ mark: PaperMark) throws -> String {
      try Tools.text(
        ofPDF: LayoutSamples.paper(id, mark: mark).pdf(createdAt: Samples.birth.receivedAt))
    }
    let plain = try text(.original)
    for word in ["BẢNXEMTRƯỚC", "BẢNINLẠI", "banhànhkèmtheo"] { #expect(!plain.contains(word)) }
    #expect(try text(.preview).contains("BẢNXEMTRƯỚC"))
    #expect(try text(.reprint(3)).contains("BẢNINLẠI(lần3)"))
    let pdf = try LayoutSamples.paper(id, long: true).pdf(createdAt: Samples.birth.receivedAt)
    let fonts = try Tools.withFile(pdf, "pdf") { try Tools.run("pdffonts", [$0]) }
      .split(separator: "\n").dropFirst(2)
    #expect(!fonts.isEmpty)
    for font in fonts { #expect(font.contains(/yes\s+yes\s+yes/), "\(font)") }
  }

  @Test func `a checked layout names the form it follows`() throws {
    var paper = try LayoutSamples.paper("02")
    var layout = paper.layout
    layout.isChecked = true
    paper = FilledPaper(layout, paper.data)
    let text = try Tools.text(ofPDF: paper.pdf(createdAt: Samples.birth.receivedAt))
    #expect(text.contains("(Mẫusố02,banhànhkèmtheoThôngtưsố03/2025/TT-VPCP"))
  }

  @Test(arguments: ["02", "03", "fee", "draft"], SlipWidth.allCases)
  func `slips keep to the paper, and their codes can be read`(id: String, width: SlipWidth) throws {
    let filled = try LayoutSamples.paper(id, rows: 5, long: true)
    let slip = try #require(try filled.slip(width))
    #expect(slip.pages.count == 1 && slip.size.width == Double(width.rawValue))
    for item in slip.pages[0].items {
      #expect(slip.pages[0].body.contains(item.frame, tolerance: 0.6), "\(id): \(item.frame)")
    }
    let printed = try RasterReader(ESCPOS.print(slip.bitmap())).bitmap()
    let codes = ["02": Samples.qrText, "draft": Samples.qrText, "fee": "000201PAY"]
    // A slip without a code has none for zbar to read, which it calls a failure.
    if let code = codes[id] {
      #expect(try Tools.codes(inPNG: printed.png()) == [code])
    } else {
      #expect(throws: Tools.Failure.self) { try Tools.codes(inPNG: printed.png()) }
    }
    let text = filled.text()
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 48 })
    #expect(text.contains("H'Hen") || id == "draft")
  }

  /// The base45 of a signed receipt has two spaces in a row in one of ten texts.
  @Test func `a code is drawn to the letter, two spaces and all`() throws {
    let text = "MC1:7I  898DV*  K"
    let layout = try Samples.layout("02")
    var data = LayoutSamples.data(layout.subject, rows: 3, long: false)
    data.texts["qr"] = text
    let filled = FilledPaper(layout, data, variants: ["normal"])
    let sheets = try filled.sheets(layout.copies.last.map { [$0] })
    #expect(try Tools.codes(inPNG: sheets.png(page: 1, dotsPerInch: 150)) == [text])
    let slip = try #require(try filled.slip(.mm80))
    let printed = try RasterReader(ESCPOS.print(slip.bitmap())).bitmap()
    #expect(try Tools.codes(inPNG: printed.png()) == [text])
  }

  @Test func `a paper without a slip has none`() throws {
    #expect(try LayoutSamples.paper("06").slip(.mm80) == nil)
  }
}
