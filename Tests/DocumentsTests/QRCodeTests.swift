import Documents
import Foundation
import Testing

@Suite struct QRCodeTests {
  @Test func `a QR code in PNG is read back`() throws {
    let code = try QRCode(Samples.qrText)
    #expect(try Tools.codes(inPNG: code.png(moduleSize: 4)) == [Samples.qrText])
  }

  @Test func `a short text takes version 1 and keeps the quiet zone white`() throws {
    let code = try QRCode("7K3M9Q")
    #expect(code.side == 21)
    let bitmap = code.bitmap(moduleSize: 2)
    #expect(bitmap.width == (21 + 8) * 2)
    for x in 0..<bitmap.width {
      for y in 0..<8 { #expect(!bitmap.isBlack(x: x, y: y)) }
    }
    // The finder pattern's corner begins where the quiet zone ends.
    #expect(bitmap.isBlack(x: 8, y: 8))
  }

  @Test func `the SVG draws the same modules as the bitmap`() throws {
    let code = try QRCode(Samples.qrText)
    let svg = code.svg(label: #"Mã "một" <cửa> & hồ sơ"#)
    #expect(svg.contains(#"aria-label="Mã &quot;một&quot; &lt;cửa&gt; &amp; hồ sơ""#))
    var drawn = Bitmap(width: code.sideWithQuietZone, height: code.sideWithQuietZone)
    let dark = try #require(svg.components(separatedBy: "#000").last)
    for run in dark.matches(of: /M(\d+) (\d+)h(\d+)v1h-\d+z/) {
      let x = try #require(Int(run.1))
      let y = try #require(Int(run.2))
      let length = try #require(Int(run.3))
      for offset in 0..<length { drawn.blacken(x: x + offset, y: y) }
    }
    #expect(drawn == code.bitmap(moduleSize: 1))
  }

  @Test(arguments: [TextBackground.light, .dark])
  func `half blocks are read back`(background: TextBackground) throws {
    let text = "https://motcua.thunghiem.example/t/7K3M9Q"
    let lines = try QRCode(text).halfBlocks(on: background)
    let picture = HalfBlocks.bitmap(lines, inkIsBlack: background == .light, scale: 6)
    #expect(try Tools.codes(inPNG: picture.png()) == [text])
  }

  @Test(arguments: ["", "a\u{0}b", String(repeating: "é", count: 1200)])
  func `a text that no code holds is refused`(text: String) {
    #expect(throws: DocumentError.notForQR(bytes: text.utf8.count)) { try QRCode(text) }
  }

  @Test func `the longest text fits`() throws {
    let text = String(repeating: "ă", count: 1165) + "x"
    #expect(text.utf8.count == QRCode.maximumBytes)
    #expect(try QRCode(text).side == 177)
  }
}

/// Half blocks as a terminal shows them.
enum HalfBlocks {
  static func bitmap(_ lines: [String], inkIsBlack: Bool, scale: Int) -> Bitmap {
    let columns = lines.map(\.count).max() ?? 1
    var bitmap = Bitmap(width: columns * scale, height: lines.count * 2 * scale)
    for (row, line) in lines.enumerated() {
      let cells = Array(line) + Array(repeating: " ", count: columns - line.count)
      for (column, cell) in cells.enumerated() {
        for half in 0..<2 {
          let inked = cell == "█" || cell == (half == 0 ? "▀" : "▄")
          guard inked == inkIsBlack else { continue }
          for y in 0..<scale {
            for x in 0..<scale {
              bitmap.blacken(x: column * scale + x, y: (row * 2 + half) * scale + y)
            }
          }
        }
      }
    }
    return bitmap
  }
}
