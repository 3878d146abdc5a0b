package import Foundation

extension IPPMessage {
  /// The bytes of RFC 8010, 3.1, up to and with the end-of-attributes tag; the document follows.
  package var encoded: Data {
    var bytes = Bytes()
    bytes.append(majorVersion)
    bytes.append(minorVersion)
    bytes.append16(code)
    bytes.append32(requestID)
    for group in groups {
      bytes.append(group.tag.rawValue)
      for attribute in group.attributes { bytes.append(attribute) }
    }
    bytes.append(Tag.endOfAttributes)
    return bytes.data
  }
}

/// Tags that are not values of ``IPPValue/StringTag`` (RFC 8010, 3.5).
enum Tag {
  static let endOfAttributes: UInt8 = 0x03
  static let firstValue: UInt8 = 0x10
  static let integer: UInt8 = 0x21
  static let boolean: UInt8 = 0x22
  static let enumeration: UInt8 = 0x23
  static let resolution: UInt8 = 0x32
  static let range: UInt8 = 0x33
  static let beginCollection: UInt8 = 0x34
  static let endCollection: UInt8 = 0x37
  static let memberName: UInt8 = 0x4A
  /// A string with its language before it: textWithLanguage, nameWithLanguage.
  static let textWithLanguage: UInt8 = 0x35
  static let nameWithLanguage: UInt8 = 0x36
}

private struct Bytes {
  var data = Data()

  mutating func append(_ byte: UInt8) { data.append(byte) }

  mutating func append16(_ value: UInt16) {
    data.append(contentsOf: [UInt8(value >> 8), UInt8(value & 0xFF)])
  }

  mutating func append32(_ value: Int32) {
    withUnsafeBytes(of: value.bigEndian) { data.append(contentsOf: $0) }
  }

  /// Two bytes of length, then the bytes. Nothing of ours is longer than the length can say.
  mutating func appendCounted(_ content: some Collection<UInt8>) {
    precondition(content.count <= Int(Int16.max), "an IPP value has at most 32767 bytes")
    append16(UInt16(content.count))
    data.append(contentsOf: content)
  }

  /// A further value of an attribute has an empty name.
  mutating func append(_ attribute: IPPAttribute) {
    for (index, value) in attribute.values.enumerated() {
      append(value, name: index == 0 ? attribute.name : "")
    }
  }

  private mutating func append(_ value: IPPValue, name: String) {
    append(value.tag)
    appendCounted(name.utf8)
    switch value {
    case .integer(let number), .enumeration(let number):
      append16(4)
      append32(number)
    case .boolean(let flag):
      append16(1)
      append(flag ? 1 : 0)
    case .range(let range):
      append16(8)
      append32(range.lowerBound)
      append32(range.upperBound)
    case .resolution(let x, let y, let units):
      append16(9)
      append32(x)
      append32(y)
      append(units)
    case .string(_, let text): appendCounted(text.utf8)
    case .other(_, let content): appendCounted(content)
    case .collection(let members):
      append16(0)
      for member in members {
        append(Tag.memberName)
        append16(0)
        appendCounted(member.name.utf8)
        for value in member.values { append(value, name: "") }
      }
      append(Tag.endCollection)
      append16(0)
      append16(0)
    }
  }
}

extension IPPValue {
  fileprivate var tag: UInt8 {
    switch self {
    case .integer: Tag.integer
    case .enumeration: Tag.enumeration
    case .boolean: Tag.boolean
    case .range: Tag.range
    case .resolution: Tag.resolution
    case .string(let tag, _): tag.rawValue
    case .collection: Tag.beginCollection
    case .other(let tag, _): tag
    }
  }
}
