import Documents
import Foundation
import Testing

@Suite struct ThermalTests {
  @Test(arguments: Samples.all.map(\.0), SlipWidth.allCases)
  func `the bytes for the printer show the QR code`(name: String, width: SlipWidth) throws {
    let content = Samples.named(name)
    let receipt = Receipt(content)
    let bytes = try receipt.escpos(width)
    let printed = try RasterReader(bytes)
    let bitmap = try printed.bitmap()
    #expect(bitmap.width == width.rawValue)
    #expect(bitmap == (try receipt.slip(width).bitmap()))
    #expect(try Tools.codes(inPNG: bitmap.png()) == [content.qrText])
    #expect(printed.bandHeights.allSatisfy { $0 <= ESCPOS.rowsPerBand })
    #expect(printed.cuts == 1)
  }

  @Test func `a small bitmap gives exactly these bytes`() {
    // Ten dots wide: two bytes a row, the leftmost dot in the highest bit.
    var bitmap = Bitmap(width: 10, height: 2)
    bitmap.blacken(x: 0, y: 0)
    bitmap.blacken(x: 9, y: 0)
    bitmap.blacken(x: 7, y: 1)
    #expect(
      [UInt8](ESCPOS.print(bitmap)) == [
        0x1B, 0x40, 0x1D, 0x76, 0x30, 0x00, 0x02, 0x00, 0x02, 0x00, 0x80, 0x40, 0x01, 0x00, 0x1D,
        0x56, 0x42, 0x00,
      ])
  }

  @Test func `a long bitmap is sent in bands`() throws {
    let printed = try RasterReader(ESCPOS.print(Bitmap(width: 384, height: 500)))
    #expect(printed.bandHeights == [240, 240, 20])
  }

  @Test func `the edges of the paper stay white`() throws {
    let bitmap = try Receipt(Samples.long).slip(.mm80).bitmap()
    for y in 0..<bitmap.height {
      #expect(!bitmap.isBlack(x: 0, y: y))
      #expect(!bitmap.isBlack(x: bitmap.width - 1, y: y))
    }
  }

  @Test func `modules of the code are whole dots`() throws {
    for width in SlipWidth.allCases {
      let slip = try Receipt(Samples.birth).slip(width)
      for item in slip.pages[0].items {
        guard case .qr(let code) = item.kind else { continue }
        let module = item.frame.width / Double(code.sideWithQuietZone)
        #expect(module == module.rounded() && module >= 4)
        #expect(item.frame.x == item.frame.x.rounded() && item.frame.y == item.frame.y.rounded())
      }
    }
  }

  @Test func `a QR text too long for the paper is refused`() {
    var content = Samples.birth
    content.qrText = String(repeating: "x", count: 2400)
    #expect(throws: DocumentError.notForQR(bytes: 2400)) { try Receipt(content).escpos(.mm58) }
  }
}
