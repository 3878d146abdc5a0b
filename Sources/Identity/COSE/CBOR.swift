package import Foundation

/// The part of CBOR (RFC 8949) that a signed receipt needs, in its deterministic encoding.
package indirect enum CBOR: Sendable, Hashable {
  case integer(Int64)
  case bytes(Data)
  case text(String)
  case array([CBOR])
  /// In the order written; keys are integers.
  case map([Int64: CBOR])
  case tagged(UInt64, CBOR)

  /// How deep values lie in one another, and most items of one.
  private static let depthLimit = 8
  private static let itemLimit = 64

  package var encoded: Data {
    switch self {
    case .integer(let number):
      number >= 0
        ? Self.head(0, UInt64(number)) : Self.head(1, UInt64(-1 - number))
    case .bytes(let data): Self.head(2, UInt64(data.count)) + data
    case .text(let text): Self.head(3, UInt64(text.utf8.count)) + Data(text.utf8)
    case .array(let items): items.reduce(Self.head(4, UInt64(items.count))) { $0 + $1.encoded }
    case .map(let members):
      // RFC 8949, 4.2.1: by the bytes of the keys.
      members.map { (CBOR.integer($0).encoded, $1) }
        .sorted { $0.0.lexicographicallyPrecedes($1.0) }
        .reduce(Self.head(5, UInt64(members.count))) { $0 + $1.0 + $1.1.encoded }
    case .tagged(let tag, let value): Self.head(6, tag) + value.encoded
    }
  }

  /// Reads one value that takes up all the bytes.
  package init?(decoding data: Data) {
    var reader = Reader(bytes: Array(data))
    guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = value
  }

  private static func head(_ major: UInt8, _ value: UInt64) -> Data {
    let kind = major << 5
    func bytes(_ mark: UInt8, _ count: Int) -> Data {
      Data([kind | mark]) + Data((0..<count).reversed().map { UInt8(value >> ($0 * 8) & 0xFF) })
    }
    switch value {
    case 0..<24: return Data([kind | UInt8(value)])
    case ...0xFF: return bytes(24, 1)
    case ...0xFFFF: return bytes(25, 2)
    case ...0xFFFF_FFFF: return bytes(26, 4)
    default: return bytes(27, 8)
    }
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    mutating func value(depth: Int) -> CBOR? {
      guard depth < CBOR.depthLimit, let (major, number) = head() else { return nil }
      switch major {
      case 0: return Int64(exactly: number).map(CBOR.integer)
      case 1: return Int64(exactly: number).map { .integer(-1 - $0) }
      case 2: return take(number).map { .bytes(Data($0)) }
      case 3: return take(number).flatMap { String(validating: $0, as: UTF8.self) }.map(CBOR.text)
      case 4:
        guard number <= CBOR.itemLimit else { return nil }
        var items: [CBOR] = []
        for _ in 0..<number {
          guard let item = value(depth: depth + 1) else { return nil }
          items.append(item)
        }
        return .array(items)
      case 5: return map(number, depth)
      case 6: return value(depth: depth + 1).map { .tagged(number, $0) }
      default: return nil
      }
    }

    private mutating func map(_ count: UInt64, _ depth: Int) -> CBOR? {
      guard count <= CBOR.itemLimit else { return nil }
      var members: [Int64: CBOR] = [:]
      for _ in 0..<count {
        guard case .integer(let key)? = value(depth: depth + 1), members[key] == nil,
          let value = value(depth: depth + 1)
        else { return nil }
        members[key] = value
      }
      return .map(members)
    }

    /// Major type and value of an item's head; indefinite lengths are not taken.
    private mutating func head() -> (UInt8, UInt64)? {
      guard place < bytes.count else { return nil }
      let (major, mark) = (bytes[place] >> 5, bytes[place] & 0x1F)
      place += 1
      guard mark >= 24 else { return (major, UInt64(mark)) }
      guard mark <= 27, let more = take(1 << UInt64(mark - 24)) else { return nil }
      return (major, more.reduce(0) { $0 << 8 | UInt64($1) })
    }

    private mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
      guard count <= UInt64(bytes.count - place) else { return nil }
      defer { place += Int(count) }
      return bytes[place..<place + Int(count)]
    }
  }
}
