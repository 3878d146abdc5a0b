package import Foundation
import Identity

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

  /// What the reader of a segment has beside it.
  package enum Form: Sendable {
    case plain
    /// The first dictionary, which every program has that knows of it.
    case brief
    /// A catalogue's dictionary, and the first one.
    case catalogue(SegmentDictionary)

    package var dictionary: SegmentDictionary? {
      if case .catalogue(let dictionary) = self { dictionary } else { nil }
    }
  }

  /// No lines are no bytes.
  package static func encode(
    _ lines: [WireLine], thoroughly: Bool = false, as form: Form = .plain
  ) throws -> Data {
    try encode(lines.map(\.bytes)[...], level: thoroughly ? thoroughLevel : level, as: form)
  }

  /// - Parameter dictionary: finds a catalogue's dictionary.
  /// - Throws: ``SegmentError/unknownDictionary`` when it is not known here.
  package static func decode(
    _ data: Data, dictionary: SegmentDictionary.Lookup = { _ in nil }
  ) throws -> [WireLine] {
    guard !data.isEmpty else { return [] }
    let known = try self.dictionary(of: data, dictionary)
    let plain = try Zstandard.decompress(
      data.dropFirst(known.mark), limit: plainByteLimit, dictionary: known.content)
    return try split(plain).map { try WireLine(bytes: $0) }
  }

  /// The name of the catalogue's dictionary a segment was written with.
  package static func dictionaryName(of data: Data) -> String? {
    guard data.first == WireDictionary.catalogueMark else { return nil }
    return data.dropFirst().prefix(SegmentDictionary.nameLength).hex
  }

  /// The bytes of the mark in front of a segment's frame, and the dictionary it stands for.
  private static func dictionary(of data: Data, _ lookup: SegmentDictionary.Lookup) throws
    -> (mark: Int, content: Data?)
  {
    if let name = dictionaryName(of: data) {
      guard let found = try lookup(name) else { throw SegmentError.unknownDictionary(name) }
      return (1 + SegmentDictionary.nameLength, found.content)
    }
    return data.first == WireDictionary.firstMark ? (1, WireDictionary.first) : (0, nil)
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

  /// Uncompressed bytes of lines that stand in front of others or behind them.
  package static func plainBytes(_ lines: [WireLine]) -> Int {
    lines.reduce(0) { $0 + $1.bytes.count + 1 }
  }

  /// Takes as many of the first lines as fit into `limit` compressed bytes, at least one.
  ///
  /// - Parameter beside: uncompressed bytes of other lines that go into the same segment.
  package static func pack(_ lines: [WireLine], limit: Int = byteLimit, beside: Int = 0) throws
    -> (segment: Data, count: Int)
  {
    var plain: [Data] = []
    var size = 0
    for line in lines {
      let bytes = line.bytes
      // Beyond 16 times the limit compression would have to be better than it is.
      guard
        plain.isEmpty || size + bytes.count + 1 <= min(limit * 16, plainByteLimit - beside)
      else { break }
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
    _ lines: ArraySlice<Data>, level: Int32 = level, as form: Form = .plain
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
    switch form {
    case .plain: return try Zstandard.compress(plain, level: level)
    case .brief:
      return try [WireDictionary.firstMark]
        + frame(plain, level: level, dictionary: WireDictionary.first)
    case .catalogue(let dictionary):
      return try dictionary.mark + frame(plain, level: level, dictionary: dictionary.content)
    }
  }

  private static func frame(_ plain: Data, level: Int32, dictionary: Data) throws -> Data {
    try Zstandard.compress(plain, level: level, dictionary: dictionary, isChecked: false)
  }
}

package enum SegmentError: Error, Sendable, Equatable, CustomStringConvertible {
  case lineTooLong
  case tooLarge
  case damaged
  case unknownDictionary(String)

  package var description: String {
    switch self {
    case .lineTooLong: "An entry is longer than \(WireLine.byteLimit) bytes."
    case .tooLarge: "A segment holds more than \(Segment.plainByteLimit) bytes."
    case .damaged: "A segment is not one whole zstd frame."
    case .unknownDictionary(let name): "A segment needs the dictionary \(name), unknown here."
    }
  }
}
