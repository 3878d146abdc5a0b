package import Foundation

/// A request or an answer of the Internet Printing Protocol (RFC 8010), without the document.
package struct IPPMessage: Sendable, Hashable {
  /// Most bytes of an answer's attributes that are read.
  package static let byteLimit = 1_000_000
  /// Most attributes of one answer.
  package static let attributeLimit = 20_000
  /// How deep collections lie in one another.
  package static let depthLimit = 8

  package struct Group: Sendable, Hashable {
    package let tag: GroupTag
    package var attributes: [IPPAttribute]

    package init(_ tag: GroupTag, _ attributes: [IPPAttribute] = []) {
      self.tag = tag
      self.attributes = attributes
    }

    package subscript(_ name: String) -> [IPPValue]? {
      attributes.first { $0.name == name }?.values
    }
  }

  /// RFC 8010, 3.5.1: 0x00…0x0F delimit groups; 0x03 ends the attributes.
  package struct GroupTag: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let operation = GroupTag(rawValue: 0x01)
    package static let job = GroupTag(rawValue: 0x02)
    package static let printer = GroupTag(rawValue: 0x04)
    package static let unsupported = GroupTag(rawValue: 0x05)
  }

  package var majorVersion: UInt8
  package var minorVersion: UInt8
  /// The operation of a request, the status of an answer.
  package var code: UInt16
  package var requestID: Int32
  package var groups: [Group]

  package init(
    version: (UInt8, UInt8) = (2, 0), code: UInt16, requestID: Int32, groups: [Group]
  ) {
    (majorVersion, minorVersion) = version
    self.code = code
    self.requestID = requestID
    self.groups = groups
  }

  /// The first group of a kind.
  package func group(_ tag: GroupTag) -> Group? { groups.first { $0.tag == tag } }
}

package struct IPPAttribute: Sendable, Hashable {
  package let name: String
  /// At least one.
  package var values: [IPPValue]

  package init(_ name: String, _ values: IPPValue...) {
    self.name = name
    self.values = values
  }

  init(name: String, values: [IPPValue]) {
    self.name = name
    self.values = values
  }
}

/// A value with its syntax (RFC 8010, 3.5.2 and 3.9). What is not named keeps its tag and bytes.
package enum IPPValue: Sendable, Hashable {
  case integer(Int32)
  case enumeration(Int32)
  case boolean(Bool)
  case range(ClosedRange<Int32>)
  case resolution(x: Int32, y: Int32, units: UInt8)
  /// Text, names, keywords, addresses and the like, by tag.
  case string(StringTag, String)
  case collection([IPPAttribute])
  case other(tag: UInt8, Data)

  package enum StringTag: UInt8, Sendable, Hashable {
    case text = 0x41
    case name = 0x42
    case keyword = 0x44
    case uri = 0x45
    case uriScheme = 0x46
    case charset = 0x47
    case naturalLanguage = 0x48
    case mediaType = 0x49
  }

  package var text: String? { if case .string(_, let text) = self { text } else { nil } }

  package var number: Int? {
    switch self {
    case .integer(let number), .enumeration(let number): Int(number)
    default: nil
    }
  }
}

/// Why bytes are no IPP message; `place` is the offset at which reading stopped.
package struct IPPError: Error, Hashable, CustomStringConvertible {
  package let reason: String
  package let place: Int
  package var description: String { "Not an IPP message: \(reason) at byte \(place)." }
}
