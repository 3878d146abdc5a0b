package import Foundation

/// Base45 (RFC 9285): bytes in the 45 characters that QR codes pack most tightly.
package enum Base45 {
  private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)

  package static func encode(_ data: Data) -> String {
    let bytes = Array(data)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 2) {
      let isPair = start + 1 < bytes.count
      var value = isPair ? Int(bytes[start]) << 8 | Int(bytes[start + 1]) : Int(bytes[start])
      for _ in 0..<(isPair ? 3 : 2) {
        text.append(alphabet[value % 45])
        value /= 45
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` for what no encoder writes.
  package static func decode(_ text: String) -> Data? {
    let digits = text.utf8.compactMap { byte in alphabet.firstIndex(of: byte) }
    guard digits.count == text.utf8.count, digits.count % 3 != 1 else { return nil }
    var data = Data()
    for start in stride(from: 0, to: digits.count, by: 3) {
      let group = digits[start..<min(start + 3, digits.count)]
      let value = group.reversed().reduce(0) { $0 * 45 + $1 }
      guard value <= (group.count == 3 ? 0xFFFF : 0xFF) else { return nil }
      if group.count == 3 { data.append(UInt8(value >> 8)) }
      data.append(UInt8(value & 0xFF))
    }
    return data
  }
}
