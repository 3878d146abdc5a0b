import Documents
import Foundation
import Testing

@Suite struct ReceiptTextTests {
  @Test(arguments: Samples.all.map(\.0), [42, 48])
  func `no line is wider than the terminal`(name: String, columns: Int) throws {
    let text = try Receipt(Samples.named(name)).text(columns: columns)
    for line in text.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
  }

  @Test func `the small code carries the look-up address`() throws {
    let lines = try Receipt(Samples.birth).text(on: .light).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let first = try #require(lines.firstIndex { $0.contains("▀▀▀▀▀") })
    let last = try #require(lines.lastIndex { $0.contains("▀▀▀▀▀") })
    let picture = HalfBlocks.bitmap(
      Array(lines[first - 2...last + 2]).map { $0.replacing("H", with: " ") }, inkIsBlack: true,
      scale: 6)
    #expect(try Tools.codes(inPNG: picture.png()) == [Samples.birth.shortQRText])
  }

  @Test func `what the resident needs is there`() throws {
    let text = Tools.squeezed(try Receipt(Samples.birth).text())
    for value in [
      "17 giờ 00 phút, thứ Tư, 25/11/2026", "Mã tra cứu: 7K3M9Q", "Mã hồ sơ: H99.88-261121-0001",
      "Tiếp nhận hồ sơ của: Vàng Thị Mẩy", "1. Giấy chứng sinh: 1 bản chính",
    ] { #expect(text.contains(Tools.squeezed(value)), "\(value)") }
  }

  @Test func `empty answers are dotted`() throws {
    let text = try Receipt(Samples.empty).text()
    #expect(text.contains("Người nộp: ....."))
  }

  @Test func `answers cannot steer the terminal nor turn the writing`() throws {
    var content = Samples.birth
    content.people.owner = "Vàng\u{1B}[2J\u{7}\nThị\u{0} \u{202E}Mẩy\u{202C}"
    let text = try Receipt(content).text()
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
    }
    #expect(text.contains("Vàng [2J Thị Mẩy"))
    let paper = try Tools.text(ofPDF: Receipt(content).pdf([.office]))
    #expect(paper.contains("Vàng[2JThịMẩy"))
  }
}
