package import Foundation

/// The command language of receipt printers, as much of it as raster printing needs.
package enum ESCPOS {
  /// Rows sent with one command: 30 mm, which fits the buffer of small printers.
  package static let rowsPerBand = 240

  /// Initialise, print the bitmap in bands with `GS v 0`, feed to the knife and cut partly.
  package static func print(_ bitmap: Bitmap) -> Data {
    precondition(bitmap.bytesPerRow <= 0xFFFF, "wider than any printer")
    var bytes: [UInt8] = [0x1B, 0x40]
    for top in stride(from: 0, to: bitmap.height, by: rowsPerBand) {
      let rows = min(rowsPerBand, bitmap.height - top)
      bytes += [0x1D, 0x76, 0x30, 0x00]
      bytes += littleEndian(bitmap.bytesPerRow) + littleEndian(rows)
      let start = top * bitmap.bytesPerRow
      bytes += bitmap.bytes[start..<start + rows * bitmap.bytesPerRow]
    }
    // GS V 66 n: feed n dots beyond the cutting position, then cut leaving one point.
    bytes += [0x1D, 0x56, 0x42, 0x00]
    return Data(bytes)
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    [UInt8(value & 0xFF), UInt8(value >> 8 & 0xFF)]
  }
}
