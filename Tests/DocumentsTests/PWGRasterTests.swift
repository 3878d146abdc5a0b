import Documents
import Foundation
import Testing

struct PWGRasterTests {
  /// Eight dots across and two down; the first four of the upper line are black.
  private let paper = Paper(
    size: PaperSize(width: 8, height: 2, unit: .point),
    pages: [
      PaperPage(
        items: [PaperItem(frame: Rect(x: 0, y: 0, width: 4, height: 1), kind: .rule)],
        body: Rect(x: 0, y: 0, width: 8, height: 2))
    ])

  /// The lines by PWG 5102.4, 4.4, packed by hand.
  @Test(
    arguments: [
      (PWGRaster.Color.black, [0, 0, 0xF0, 0, 0, 0x00]),
      (.gray, [0, 3, 0x00, 3, 0xFF, 0, 7, 0xFF]),
      (.color, [0, 3, 0, 0, 0, 3, 0xFF, 0xFF, 0xFF, 0, 7, 0xFF, 0xFF, 0xFF]),
    ] as [(PWGRaster.Color, [UInt8])])
  func `a page is packed line by line`(color: PWGRaster.Color, lines: [UInt8]) throws {
    // Higher than wide, so that it is not turned.
    let upright = Paper(size: PaperSize(width: 8, height: 9, unit: .point), pages: paper.pages)
    let data = try PWGRaster(dotsPerInch: 72, color: color).encode(upright)
    #expect(data.prefix(4) == Data("RaS2".utf8))
    let body = Array(data.dropFirst(4 + 1796))
    // Eight white lines after the first: one that comes seven more times.
    var wanted = lines
    wanted[wanted.count - (color == .color ? 5 : 3)] = 7
    #expect(body == wanted)
  }

  @Test func `a landscape page is turned to the right`() throws {
    let data = try PWGRaster(dotsPerInch: 72, color: .black).encode(paper)
    // Two dots across and eight down: the black ones are the right column's upper four.
    #expect(Array(data.dropFirst(4 + 1796)) == [3, 0, 0x40, 3, 0, 0x00])
  }

  @Test func `each page has its header, and pixels that differ are sent as they are`() throws {
    let dots = (0..<4).map {
      PaperItem(frame: Rect(x: Double($0 * 2), y: 0, width: 1, height: 1), kind: .rule)
    }
    let page = PaperPage(items: dots, body: Rect(x: 0, y: 0, width: 8, height: 8))
    let twice = Paper(
      size: PaperSize(width: 8, height: 8, unit: .point), pages: [page, page])
    let data = try PWGRaster(dotsPerInch: 72, color: .gray).encode(twice)
    // Eight as they are (257 - 8 = 249), then seven white lines.
    let lines: [UInt8] =
      [0, 249, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF] + [6, 7, 0xFF]
    #expect(data.count == 4 + 2 * (1796 + lines.count))
    #expect(Array(data.suffix(lines.count)) == lines)
  }
}
