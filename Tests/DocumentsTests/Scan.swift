import Documents
import Foundation

/// A page of a PDF as poppler draws it at 254 dots per inch: ten dots are a millimetre.
struct Scan {
  static let dotsPerMillimetre = 10.0
  let width: Int
  let height: Int
  private let grey: [UInt8]

  init(_ pdf: Data, page: Int = 1) throws {
    let data = try Tools.withFile(pdf, "pdf") { path in
      try Tools.run(
        "pdftoppm",
        ["-r", "254", "-gray", "-singlefile", "-f", "\(page)", "-l", "\(page)", path, path])
      return try Data(contentsOf: URL(fileURLWithPath: path + ".pgm"))
    }
    // "P5\nwidth height\n255\n" and one byte a dot.
    let lines = data.prefix(64).split(separator: 10, maxSplits: 3, omittingEmptySubsequences: false)
    let size = String(decoding: lines[1], as: UTF8.self).split(separator: " ").compactMap {
      Int($0)
    }
    width = size[0]
    height = size[1]
    grey = Array(data.suffix(width * height))
  }

  func isDark(_ x: Int, _ y: Int) -> Bool {
    (0..<width).contains(x) && (0..<height).contains(y) && grey[y * width + x] < 160
  }

  /// Longest unbroken dark run down the column at `x`.
  func verticalRun(at x: Int) -> Int { run((0..<height).lazy.map { isDark(x, $0) }) }

  func horizontalRun(at y: Int) -> Int { run((0..<width).lazy.map { isDark($0, y) }) }

  private func run(_ dots: some Sequence<Bool>) -> Int {
    var (longest, current) = (0, 0)
    for dot in dots {
      current = dot ? current + 1 : 0
      longest = max(longest, current)
    }
    return longest
  }

  /// The smallest box, in millimetres, around all ink inside the given one.
  func ink(in box: Rect) -> Rect? {
    let scale = Self.dotsPerMillimetre
    var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
    for y in max(0, Int(box.y * scale))..<min(height, Int(box.bottom * scale)) {
      for x in max(0, Int(box.x * scale))..<min(width, Int(box.right * scale)) where isDark(x, y) {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    guard right >= 0 else { return nil }
    return Rect(
      x: Double(left) / scale, y: Double(top) / scale, width: Double(right - left + 1) / scale,
      height: Double(bottom - top + 1) / scale)
  }
}
