import CQREncode

/// A QR code of error correction level M, made by libqrencode; the smallest version that holds
/// the text.
package struct QRCode: Sendable, Hashable {
  /// Modules along one side, without the quiet zone.
  package let side: Int
  private let dark: [Bool]

  /// White modules that every drawing keeps free on all four sides (ISO/IEC 18004).
  package static let quietZone = 4
  /// Bytes that version 40 holds at level M in byte mode.
  package static let maximumBytes = 2331

  /// Throws `DocumentError.notForQR` for an empty text, one with a NUL, and one that no version
  /// holds.
  package init(_ text: String) throws {
    let bytes = Array(text.utf8)
    guard (1...Self.maximumBytes).contains(bytes.count), !bytes.contains(0) else {
      throw DocumentError.notForQR(bytes: bytes.count)
    }
    guard let code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1) else {
      throw DocumentError.notForQR(bytes: bytes.count)
    }
    defer { QRcode_free(code) }
    let side = Int(code.pointee.width)
    let modules = UnsafeBufferPointer(start: code.pointee.data, count: side * side)
    self.side = side
    self.dark = modules.map { $0 & 1 == 1 }
  }

  /// Modules along one side with the quiet zone.
  package var sideWithQuietZone: Int { side + 2 * Self.quietZone }

  /// Whether the module is dark; everything outside the symbol is light.
  package func isDark(x: Int, y: Int) -> Bool {
    guard (0..<side).contains(x), (0..<side).contains(y) else { return false }
    return dark[y * side + x]
  }

  /// The dark modules of row `y` as runs of neighbours, so that a drawing has no hair lines
  /// between them.
  func darkRuns(y: Int) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var x = 0
    while x < side {
      guard isDark(x: x, y: y) else {
        x += 1
        continue
      }
      let start = x
      while x < side, isDark(x: x, y: y) { x += 1 }
      runs.append(start..<x)
    }
    return runs
  }
}
