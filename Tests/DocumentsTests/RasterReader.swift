import Documents
import Foundation

/// A printer of paper: reads `ESC @`, `GS v 0` and `GS V 66` and puts the dots on a bitmap.
/// Written from the command reference, not from the encoder.
struct RasterReader {
  enum Fault: Error { case unknownCommand(at: Int), cutShort, noDots }

  private(set) var rows: [[UInt8]] = []
  private(set) var bandHeights: [Int] = []
  private(set) var cuts = 0

  init(_ data: Data) throws {
    let bytes = [UInt8](data)
    var index = 0
    while index < bytes.count {
      let rest = bytes[index...]
      if rest.starts(with: [0x1B, 0x40]) {
        index += 2
      } else if rest.starts(with: [0x1D, 0x56, 0x42]) {
        cuts += 1
        index += 4
      } else if rest.starts(with: [0x1D, 0x76, 0x30, 0x00]), rest.count >= 8 {
        let width = Int(bytes[index + 4]) + 256 * Int(bytes[index + 5])
        let height = Int(bytes[index + 6]) + 256 * Int(bytes[index + 7])
        index += 8
        guard bytes.count >= index + width * height else { throw Fault.cutShort }
        for row in 0..<height {
          rows.append(Array(bytes[index + row * width..<index + (row + 1) * width]))
        }
        bandHeights.append(height)
        index += width * height
      } else {
        throw Fault.unknownCommand(at: index)
      }
    }
  }

  func bitmap() throws -> Bitmap {
    guard let first = rows.first else { throw Fault.noDots }
    var bitmap = Bitmap(width: first.count * 8, height: rows.count)
    for (y, row) in rows.enumerated() {
      for x in 0..<first.count * 8 where row[x / 8] >> (7 - x % 8) & 1 == 1 {
        bitmap.blacken(x: x, y: y)
      }
    }
    return bitmap
  }
}
