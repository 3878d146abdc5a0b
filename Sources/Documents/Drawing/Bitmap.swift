import CPango
package import Foundation

/// Black dots on white paper, as a thermal printer burns them: rows of whole bytes, the leftmost
/// dot in the highest bit, 1 is black.
package struct Bitmap: Sendable, Hashable {
  package let width: Int
  package let height: Int
  package let bytesPerRow: Int
  package private(set) var bytes: [UInt8]

  /// White paper.
  package init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "a bitmap has at least one dot")
    self.width = width
    self.height = height
    self.bytesPerRow = (width + 7) / 8
    self.bytes = Array(repeating: 0, count: bytesPerRow * height)
  }

  package mutating func blacken(x: Int, y: Int) {
    precondition((0..<width).contains(x) && (0..<height).contains(y), "a dot off the paper")
    bytes[y * bytesPerRow + x / 8] |= 0x80 >> UInt8(x % 8)
  }

  package func isBlack(x: Int, y: Int) -> Bool {
    bytes[y * bytesPerRow + x / 8] & (0x80 >> UInt8(x % 8)) != 0
  }

  /// The same dots as a 1-bit grey PNG.
  package func png() throws -> Data {
    let surface = try Surface(format: CAIRO_FORMAT_A1, width: width, height: height)
    surface.withPixels { pixels, stride in
      for y in 0..<height {
        for index in 0..<bytesPerRow {
          // cairo packs A1 by machine order (lowest bit leftmost) and writes set bits white.
          let flipped = Self.mirrored(~bytes[y * bytesPerRow + index])
          pixels[y * stride + index] = flipped
        }
      }
    }
    return try surface.png()
  }

  private static func mirrored(_ byte: UInt8) -> UInt8 {
    var source = byte
    var result: UInt8 = 0
    for _ in 0..<8 {
      result = result << 1 | source & 1
      source >>= 1
    }
    return result
  }
}
