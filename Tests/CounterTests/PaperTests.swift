import Counter
import Documents
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// Receipts and declarations of every sample in every format.
struct PaperTests {
  @Test func `every sample prints its receipt in every format`() throws {
    let test = try TestOffice()
    let layout = try test.office.layouts.layout("01")
    for (procedure, name) in try Share.all("valid-") {
      let code = try test.receive(procedure, name).code
      func paper(_ format: PaperFormat) throws -> Data {
        try test.office.document(.receipt, format: format, code: code, by: test.admin)
      }
      #expect(try paper(.pdf).starts(with: Data("%PDF-".utf8)), "\(name)")
      #expect(String(decoding: try paper(.text), as: UTF8.self).contains(code), "\(name)")
      // ESC @ begins every job of a receipt printer.
      #expect(try paper(.escpos).starts(with: [0x1B, 0x40]), "\(name)")
      let content = try test.office.receiptContent(test.state(code), mark: .original)
      #expect(
        try Receipt(content).sheets(by: layout).pages.count == 2, "a page for each copy: \(name)")
      let png = try paper(.png)
      let (width, height) = try #require(PNG.size(png))
      // A5, 148 × 210 mm, at 150 dots per inch.
      #expect((873...875).contains(width) && (1239...1241).contains(height), "\(name)")
      #expect(try PNG.codes(png) == [test.office.receiptText(code)], "\(name)")
    }
  }

  @Test func `every sample with a declaration prints it on A4 only`() throws {
    let test = try TestOffice()
    for (procedure, name) in try Share.all("valid-") where procedure != TestOffice.copies {
      let code = try test.receive(procedure, name).code
      func paper(_ format: PaperFormat) throws -> Data {
        try test.office.document(.declaration, format: format, code: code, by: test.admin)
      }
      #expect(try paper(.pdf).starts(with: Data("%PDF-".utf8)), "\(name)")
      let (width, height) = try #require(PNG.size(paper(.png)))
      // A4, 210 × 297 mm.
      #expect((1239...1241).contains(width) && (1753...1755).contains(height), "\(name)")
      for format in [PaperFormat.escpos, .text] {
        try test.expectRefusal(.badInput) { _ in _ = try paper(format) }
      }
    }
  }

  @Test func `a paper that is not there is refused`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.copies, "valid-one-page").code
    try test.expectRefusal(.notFound) { office in
      _ = try office.document(.declaration, format: .pdf, code: code, by: test.admin)
    }
    try test.expectRefusal(.notFound) { office in
      _ = try office.document(.receipt, format: .pdf, code: "x", by: test.admin)
    }
    #expect(throws: DossierError.self) { try PaperKind(named: "08") }
    #expect(throws: DossierError.self) { try PaperKind(named: "") }
    #expect(try PaperKind(named: "01") == .receipt)
  }

  @Test func `the same dossier prints the same bytes`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    let first = try test.office.document(.receipt, format: .png, code: code, by: test.admin)
    try test.reopen()
    try test.setClock("2026-11-23T08:00:00+07:00")
    #expect(
      try test.office.document(.receipt, format: .png, code: code, by: test.admin) == first)
  }
}

/// Receipts checked without a link.
struct ReceiptVerifyTests {
  private func verify(_ test: TestOffice, _ text: String) throws -> ReceiptVerdict {
    try OneStopOffice.verify(receipt: text, bundle: DataFolder(test.folder).bundle)
  }

  @Test func `a receipt is genuine with its office's keys`() throws {
    let test = try TestOffice()
    let code = try test.receive(TestOffice.birth, "valid-father-on-time").code
    let text = test.office.receiptText(code)
    let expected = ReceiptVerdict.valid(device: test.office.store.device, unit: "H99.88")
    #expect(try verify(test, text) == expected)
    #expect(try verify(test, "  \(text)\n") == expected)
    #expect(!text.contains("Thử"))
  }

  @Test func `another code or address under the same signature is forged`() throws {
    let test = try TestOffice()
    let text = test.office.receiptText("H99.88-261120-1000")
    let forged = [
      text.replacingOccurrences(of: "-1000?", with: "-1001?"),
      text.replacingOccurrences(of: "127.0.0.1:8710", with: "127.0.0.1:8711"),
    ]
    for text in forged {
      #expect(try verify(test, text) == .badSignature(test.office.store.device))
    }
  }

  @Test func `a device the keys do not know is said to be unknown`() throws {
    let test = try TestOffice()
    let stranger = SigningKey(random: SeededRandom(seed: 99))
    let text = ReceiptCode.sign(
      code: "H99.88-261120-1000", address: test.office.unit.trackingURL, key: stranger
    ).text
    #expect(try verify(test, text) == .unknownDevice(stranger.deviceID))
  }

  @Test func `no receipt and keys that cannot be used are refused`() throws {
    let test = try TestOffice()
    let bundle = DataFolder(test.folder).bundle
    let text = test.office.receiptText("H99.88-261120-1000")
    for wrong in ["", "https://x/t/A", text + "&x=1", String(text.dropLast())] {
      try test.expectRefusal(.badInput, saying: "QR") { _ in _ = try verify(test, wrong) }
    }
    let original = try Data(contentsOf: bundle)
    let forged = String(decoding: original, as: UTF8.self)
      .replacingOccurrences(of: "H99.88", with: "H99.89")
    for bytes in [Data(), Data("{}".utf8), Data(forged.utf8)] {
      try bytes.write(to: bundle)
      try test.expectRefusal(.badInput, saying: "trust bundle") { _ in
        _ = try verify(test, text)
      }
    }
    try FileManager.default.removeItem(at: bundle)
    try test.expectRefusal(.badInput, saying: "trust bundle") { _ in _ = try verify(test, text) }
  }
}
