package import Foundation

/// A zstd frame of wire lines, joined by line feeds: the unit that travels and is repeated after
/// a cut.
package enum Segment {
  /// What a sender aims at, compressed. One line alone may exceed it.
  package static let byteLimit = 32 * 1024
  /// Uncompressed bytes a receiver accepts.
  package static let plainByteLimit = 4 << 20
  private static let level: Int32 = 9
  /// For what goes over a device's own slow link: a tenth smaller for some hundredths of a second.
  private static let thoroughLevel: Int32 = 19

  /// No lines are no bytes.
  ///
  /// - Parameter isBrief: whether the reader knows the dictionary.
  package static func encode(
    _ lines: [WireLine], thoroughly: Bool = false, isBrief: Bool = false
  ) throws -> Data {
    try encode(
      lines.map(\.bytes)[...], level: thoroughly ? thoroughLevel : level, isBrief: isBrief)
  }

  package static func decode(_ data: Data) throws -> [WireLine] {
    guard !data.isEmpty else { return [] }
    let isBrief = data.first == WireDictionary.firstMark
    let plain = try Zstandard.decompress(
      isBrief ? data.dropFirst() : data, limit: plainByteLimit,
      dictionary: isBrief ? WireDictionary.first : nil)
    return try split(plain).map { try WireLine(bytes: $0) }
  }

  /// By the C library's search: `Data` hands out its bytes one by one at twenty times its price.
  private static func split(_ plain: Data) -> [Data] {
    plain.withUnsafeBytes { bytes in
      var lines: [Data] = []
      var start = 0
      while start < bytes.count, let base = bytes.baseAddress,
        let end = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
      {
        let length = UnsafeRawPointer(end) - (base + start)
        lines.append(Data(bytes[start..<start + length]))
        start += length + 1
      }
      return lines + [Data(bytes[start...])]
    }
  }

  /// Takes as many of the first lines as fit into `limit` compressed bytes, at least one.
  package static func pack(_ lines: [WireLine], limit: Int = byteLimit) throws
    -> (segment: Data, count: Int)
  {
    var plain: [Data] = []
    var size = 0
    for line in lines {
      let bytes = line.bytes
      // Beyond 16 times the limit compression would have to be better than it is.
      guard plain.isEmpty || size + bytes.count + 1 <= min(limit * 16, plainByteLimit) else {
        break
      }
      plain.append(bytes)
      size += bytes.count + 1
    }
    var count = plain.count
    var segment = try encode(plain[...])
    var tooMany = count + 1
    var fitting = segment.count <= limit ? count : 0
    var best = fitting > 0 ? segment : Data()
    if fitting == 0 { tooMany = count }
    while tooMany - fitting > 1 {
      count = (fitting + tooMany) / 2
      segment = try encode(plain.prefix(count))
      if segment.count <= limit {
        fitting = count
        best = segment
      } else {
        tooMany = count
      }
    }
    if fitting == 0, !plain.isEmpty { return (try encode(plain.prefix(1)), 1) }
    return (best, fitting)
  }

  private static func encode(
    _ lines: ArraySlice<Data>, level: Int32 = level, isBrief: Bool = false
  ) throws -> Data {
    guard !lines.isEmpty else { return Data() }
    if lines.contains(where: { $0.count > WireLine.byteLimit }) {
      throw SegmentError.lineTooLong
    }
    let size = lines.reduce(lines.count - 1) { $0 + $1.count }
    guard size <= plainByteLimit else { throw SegmentError.tooLarge }
    var plain = Data(capacity: size)
    for (index, line) in lines.enumerated() {
      if index > 0 { plain.append(UInt8(ascii: "\n")) }
      plain.append(line)
    }
    guard isBrief else { return try Zstandard.compress(plain, level: level) }
    return try [WireDictionary.firstMark]
      + Zstandard.compress(plain, level: level, dictionary: WireDictionary.first, isChecked: false)
  }
}

package enum SegmentError: Error, Sendable, Equatable, CustomStringConvertible {
  case lineTooLong
  case tooLarge
  case damaged

  package var description: String {
    switch self {
    case .lineTooLong: "An entry is longer than \(WireLine.byteLimit) bytes."
    case .tooLarge: "A segment holds more than \(Segment.plainByteLimit) bytes."
    case .damaged: "A segment is not one whole zstd frame."
    }
  }
}
