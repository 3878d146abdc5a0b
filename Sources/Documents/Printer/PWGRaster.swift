import CPango
package import Foundation

/// Pages as dots for printers that take no PDF: `image/pwg-raster` as PWG 5102.4-2012 has it.
package struct PWGRaster: Sendable, Hashable {
  /// Named as IPP's `pwg-raster-document-type-supported` names them; what we can make, the best
  /// first: grey has smooth letters and no colour to lose.
  package enum Color: String, Sendable, Hashable, CaseIterable {
    case gray = "sgray_8"
    case black = "black_1"
    case color = "srgb_8"
  }

  package static let resolutions = 72...1200

  package let dotsPerInch: Int
  package let color: Color

  package init(dotsPerInch: Int, color: Color) {
    precondition(Self.resolutions.contains(dotsPerInch), "a printer's resolution")
    self.dotsPerInch = dotsPerInch
    self.color = color
  }

  /// All pages; landscape ones are turned, since a printer takes its paper upright.
  package func encode(_ paper: Paper) throws -> Data {
    var data = Data("RaS2".utf8)
    for number in 1...paper.pages.count {
      let picture = try paper.uprightPicture(page: number, dotsPerInch: Double(dotsPerInch))
      data += header(paper, picture.width, picture.height)
      data += lines(of: picture.surface, picture.width, picture.height)
    }
    return data
  }

  private var bitsPerColor: Int { color == .black ? 1 : 8 }
  private var colors: Int { color == .color ? 3 : 1 }
  /// Table 3: 18 is sRGB grey, 3 is black, 19 is sRGB.
  private var colorSpace: Int {
    switch color {
    case .gray: 18
    case .black: 3
    case .color: 19
    }
  }

  private static let headerBytes = 1796
  private static let white = 0xFF_FFFF

  /// 4.3: big-endian words and strings of 64 bytes at fixed places; what is not named is zero.
  private func header(_ paper: Paper, _ width: Int, _ height: Int) -> Data {
    let points = [paper.size.width, paper.size.height].map { Int($0.rounded()) }.sorted()
    var bytes = [UInt8](repeating: 0, count: Self.headerBytes)
    func put(_ value: Int, at place: Int) {
      for index in 0..<4 { bytes[place + index] = UInt8(value >> (24 - 8 * index) & 0xFF) }
    }
    func put(_ text: String, at place: Int) {
      for (index, byte) in text.utf8.prefix(63).enumerated() { bytes[place + index] = byte }
    }
    put("PwgRaster", at: 0)
    for place in [276, 280] { put(dotsPerInch, at: place) }  // HWResolution
    put(points[0], at: 352)  // PageSize
    put(points[1], at: 356)
    put(width, at: 372)
    put(height, at: 376)
    put(bitsPerColor, at: 384)
    put(bitsPerColor * colors, at: 388)  // BitsPerPixel
    put((width * bitsPerColor * colors + 7) / 8, at: 392)  // BytesPerLine
    put(colorSpace, at: 400)
    put(colors, at: 420)  // NumColors
    put(paper.pages.count, at: 452)  // TotalPageCount
    for place in [456, 460] { put(1, at: place) }  // CrossFeedTransform, FeedTransform
    put(Self.white, at: 480)  // AlternatePrimary
    put(points == [420, 595] ? "iso_a5_148x210mm" : "iso_a4_210x297mm", at: 1732)  // PageSizeName
    return Data(bytes)
  }

  /// 4.4: how often a line comes again, then its pixels packed.
  private func lines(of surface: Surface, _ width: Int, _ height: Int) -> Data {
    surface.withPixels { pixels, stride in
      var data = Data()
      guard let base = pixels.baseAddress else { return data }
      var line = packed(pixels, from: 0, width)
      var repeats = 0
      for y in 1...height {
        let start = y * stride
        let isSame =
          y < height && repeats < 255 && memcmp(base + start, base + start - stride, width * 4) == 0
        if isSame {
          repeats += 1
          continue
        }
        data.append(UInt8(repeats))
        data.append(line)
        repeats = 0
        if y < height { line = packed(pixels, from: start, width) }
      }
      return data
    }
  }

  /// A line of cairo's pixels (blue, green, red, nothing) in the printer's own, packed.
  private func packed(_ pixels: UnsafeMutableBufferPointer<UInt8>, from start: Int, _ width: Int)
    -> Data
  {
    switch color {
    case .gray: return PackBits.pack((0..<width).map { pixels[start + $0 * 4 + 1] })
    case .color:
      return PackBits.pack(
        (0..<width).map {
          let pixel = start + $0 * 4
          return RGB(red: pixels[pixel + 2], green: pixels[pixel + 1], blue: pixels[pixel])
        })
    case .black:
      var bytes = [UInt8](repeating: 0, count: (width + 7) / 8)
      for x in 0..<width where pixels[start + x * 4] < Paper.threshold {
        bytes[x / 8] |= 0x80 >> UInt8(x % 8)
      }
      return PackBits.pack(bytes)
    }
  }
}

private struct RGB: Hashable {
  var red, green, blue: UInt8
}

/// The packing of a line: 0 to 127 is a pixel that comes once more often than that, 129 to 255 are
/// 257 less than that many pixels as they are.
private enum PackBits {
  private static let most = 128

  static func pack(_ bytes: [UInt8]) -> Data {
    pack(bytes) { $0.append($1) }
  }

  static func pack(_ pixels: [RGB]) -> Data {
    pack(pixels) {
      $0.append($1.red)
      $0.append($1.green)
      $0.append($1.blue)
    }
  }

  private static func pack<Pixel: Equatable>(
    _ pixels: [Pixel], _ write: (inout Data, Pixel) -> Void
  ) -> Data {
    var data = Data()
    var index = 0
    while index < pixels.count {
      var run = 1
      while index + run < pixels.count, run < most, pixels[index + run] == pixels[index] {
        run += 1
      }
      if run > 1 || index + 1 == pixels.count {
        data.append(UInt8(run - 1))
        write(&data, pixels[index])
        index += run
        continue
      }
      var end = index + 1
      while end < pixels.count, end - index < most,
        end + 1 == pixels.count || pixels[end] != pixels[end + 1]
      { end += 1 }
      let count = end - index
      data.append(count == 1 ? 0 : UInt8(257 - count))
      for pixel in pixels[index..<end] { write(&data, pixel) }
      index = end
    }
    return data
  }
}
