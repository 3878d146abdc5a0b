import Documents
import Foundation
import Testing

/// Nothing overlaps, nothing is cut: checked on the laid out pages and, apart from them, on the
/// words that poppler finds in the PDF.
@Suite struct GeometryTests {
  static let papers = Samples.all.map(\.0) + ["declaration 1", "declaration 3", "declaration 12"]

  func paper(_ name: String) throws -> Paper {
    if let count = name.split(separator: " ").last.flatMap({ Int($0) }) {
      return try Declaration(Samples.declaration(sections: count)).sheets()
    }
    return try Receipt(Samples.named(name)).sheets()
  }

  @Test(arguments: papers)
  func `texts and codes keep to the body and apart from each other`(name: String) throws {
    try check(paper(name), name)
  }

  @Test(arguments: Samples.all.map(\.0), SlipWidth.allCases)
  func `slips keep to the paper`(name: String, width: SlipWidth) throws {
    let slip = try Receipt(Samples.named(name)).slip(width)
    #expect(slip.pages.count == 1)
    #expect(slip.size.width == Double(width.rawValue))
    try check(slip, name)
  }

  private func check(_ paper: Paper, _ name: String) throws {
    for page in paper.pages {
      let solid = page.items.filter { item in
        switch item.kind {
        case .text, .qr: true
        case .rule, .frame, .dots, .watermark: false
        }
      }
      #expect(!solid.isEmpty)
      for (index, item) in solid.enumerated() {
        if paper.size.unit == .point, isMark(item) {
          #expect(item.frame.y > 5 && item.frame.bottom <= page.body.y + 3, "\(name): a mark")
        } else {
          #expect(page.body.contains(item.frame, tolerance: 0.6), "\(name): \(item.frame)")
        }
        for other in solid[(index + 1)...] {
          #expect(!item.frame.overlaps(other.frame), "\(name): \(item) \(other)")
        }
      }
    }
  }

  /// The mark of a preview or reprint stands in the upper margin.
  private func isMark(_ item: PaperItem) -> Bool {
    if case .text(let box) = item.kind { box.text.hasPrefix("BẢN ") } else { false }
  }

  @Test(arguments: papers)
  func `every word in the PDF lies within the body`(name: String) throws {
    let paper = try paper(name)
    let pdf = try paper.pdf(
      PDFMetadata(title: "t", createdAt: Samples.moment("2026-11-21T10:00:00+07:00")))
    let pages = try Tools.words(ofPDF: pdf)
    #expect(pages.count == paper.pages.count)
    let isPreview = name == "empty"
    for (page, words) in zip(paper.pages, pages) {
      #expect(words.count > 5)
      for (box, word) in words {
        // The watermark lies across the page on purpose; its letters are turned.
        if isPreview, "BẢN XEM TRƯỚC".contains(word) || box.height > 30 { continue }
        if box.y > 5, box.bottom < page.body.y + 3, "BẢN IN LẠI (lần 2)".contains(word) { continue }
        #expect(page.body.contains(box, tolerance: 4), "\(name): \(word) \(box)")
      }
    }
  }

  @Test func `twelve components flow over pages with the head repeated`() throws {
    let pdf = try Receipt(Samples.long).pdf([.resident])
    let pages = try Receipt(Samples.long).sheets([.resident]).pages.count
    #expect(pages > 1)
    var names = 0
    for page in 1...pages {
      let text = try Tools.text(ofPDF: pdf, page: page)
      #expect(text.contains("H99.88-261121-0001"))
      #expect(text.contains("Trang\(page)/\(pages)"))
      #expect(text.contains("BẢNINLẠI(lần2)"))
      let rows = text.ranges(of: "Giấytờsố").count + text.ranges(of: "(giấythứ").count
      if rows > 0 { #expect(text.contains("Têngiấytờ")) }
      names += rows
    }
    #expect(names == 12)
  }

  @Test(arguments: ReceiptCopy.allCases)
  func `a page that goes on is filled first`(copy: ReceiptCopy) throws {
    let pages = try Receipt(Samples.long).sheets([copy]).pages
    for page in pages.dropLast() {
      // The last item is the footer; a row or a line higher than a sixth of the page is rare.
      let lowest = page.items.dropLast(2).map(\.frame.bottom).max() ?? 0
      #expect(lowest > page.body.y + page.body.height * 5 / 6)
    }
  }

  @Test func `texts longer than a page lose nothing`() throws {
    var content = Samples.birth
    let words = (1...900).map { "từ\($0)" }
    content.papers = .components([.init(name: words.joined(separator: " "), originals: 1)])
    content.subject = (1...700).map { "việc\($0)" }.joined(separator: " ")
    let receipt = Receipt(content)
    let found = Set(
      try Tools.words(ofPDF: receipt.pdf([.office])).flatMap { $0 }.map {
        $0.word.precomposedStringWithCanonicalMapping
      })
    for word in words { #expect(found.contains(word), "\(word)") }
    for number in 1...700 { #expect(found.contains("việc\(number)"), "\(number)") }
    try check(receipt.sheets([.office]), "endless")
    try check(receipt.slip(.mm58), "endless slip")
  }

  @Test func `an unbroken word wider than the paper is wrapped, not cut`() throws {
    var content = Samples.birth
    content.people.address = String(repeating: "W", count: 400)
    let text = try Tools.text(ofPDF: Receipt(content).pdf([.office]))
    #expect(text.count { $0 == "W" } == 400)
  }
}
