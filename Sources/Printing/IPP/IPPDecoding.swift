package import Foundation

extension IPPMessage {
  /// Reads a message; a document behind it is left alone.
  package init(decoding data: Data) throws(IPPError) {
    var reader = IPPReader(bytes: Array(data.prefix(Self.byteLimit)))
    majorVersion = try reader.byte()
    minorVersion = try reader.byte()
    code = try reader.number16()
    requestID = try reader.number32()
    groups = []
    var tag = try reader.byte()
    while tag != Tag.endOfAttributes {
      guard tag < Tag.firstValue, tag != 0 else { throw reader.problem("no group begins") }
      var group = Group(GroupTag(rawValue: tag))
      tag = try reader.byte()
      while tag >= Tag.firstValue {
        let name = try reader.text()
        let value = try reader.value(tag, depth: 0)
        if !name.isEmpty {
          group.attributes.append(IPPAttribute(name, value))
        } else if group.attributes.isEmpty {
          throw reader.problem("a value belongs to no attribute")
        } else {
          group.attributes[group.attributes.count - 1].values.append(value)
        }
        tag = try reader.byte()
      }
      groups.append(group)
    }
  }
}

/// Takes bytes apart; every length is checked against what is there.
private struct IPPReader {
  private let bytes: [UInt8]
  private var place = 0
  private var values = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func problem(_ reason: String) -> IPPError { IPPError(reason: reason, place: place) }

  mutating func byte() throws(IPPError) -> UInt8 {
    guard place < bytes.count else { throw problem("it ends too early") }
    defer { place += 1 }
    return bytes[place]
  }

  mutating func number16() throws(IPPError) -> UInt16 {
    UInt16(try byte()) << 8 | UInt16(try byte())
  }

  mutating func number32() throws(IPPError) -> Int32 {
    var value: UInt32 = 0
    for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
    return Int32(bitPattern: value)
  }

  /// A length (RFC 8010: signed, never negative) and as many bytes.
  private mutating func counted() throws(IPPError) -> ArraySlice<UInt8> {
    let count = Int(try number16())
    guard count <= Int(Int16.max), place + count <= bytes.count else {
      throw problem("a length leads beyond the end")
    }
    defer { place += count }
    return bytes[place..<place + count]
  }

  mutating func text() throws(IPPError) -> String {
    String(decoding: try counted(), as: UTF8.self)
  }

  /// A value whose name has been read.
  mutating func value(_ tag: UInt8, depth: Int) throws(IPPError) -> IPPValue {
    values += 1
    guard values <= IPPMessage.attributeLimit else { throw problem("too many attributes") }
    if tag == Tag.beginCollection {
      _ = try counted()
      return .collection(try members(depth: depth + 1))
    }
    if let kind = IPPValue.StringTag(rawValue: tag) { return .string(kind, try text()) }
    let content = try counted()
    var inner = IPPReader(bytes: Array(content))
    switch tag {
    case Tag.integer where content.count == 4: return .integer(try inner.number32())
    case Tag.enumeration where content.count == 4: return .enumeration(try inner.number32())
    case Tag.boolean where content.count == 1: return .boolean(try inner.byte() != 0)
    case Tag.range where content.count == 8:
      let (low, high) = (try inner.number32(), try inner.number32())
      guard low <= high else { throw problem("a range runs backwards") }
      return .range(low...high)
    case Tag.resolution where content.count == 9:
      return .resolution(
        x: try inner.number32(), y: try inner.number32(), units: try inner.byte())
    case Tag.integer, Tag.enumeration, Tag.boolean, Tag.range, Tag.resolution:
      throw problem("a value has the wrong length")
    case Tag.textWithLanguage, Tag.nameWithLanguage:
      _ = try inner.counted()
      let text = try inner.text()
      return .string(tag == Tag.textWithLanguage ? .text : .name, text)
    default: return .other(tag: tag, Data(content))
    }
  }

  private mutating func members(depth: Int) throws(IPPError) -> [IPPAttribute] {
    guard depth <= IPPMessage.depthLimit else { throw problem("collections lie too deep") }
    var members: [IPPAttribute] = []
    while true {
      let tag = try byte()
      guard try counted().isEmpty else { throw problem("a member is named in the wrong place") }
      switch tag {
      case Tag.endCollection:
        _ = try counted()
        if let empty = members.first(where: { $0.values.isEmpty }) {
          throw problem("the member \(empty.name.prefix(40)) has no value")
        }
        return members
      case Tag.memberName: members.append(IPPAttribute(name: try text(), values: []))
      case Tag.firstValue...:
        guard !members.isEmpty else { throw problem("a value belongs to no member") }
        let value = try value(tag, depth: depth)
        members[members.count - 1].values.append(value)
      default: throw problem("a collection is not closed")
      }
    }
  }
}
