package import Foundation

/// JSON without floating point: every number in a journal is an integer, so that two programs
/// cannot disagree about its bytes.
package enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads exactly one JSON value and nothing behind it. Strict: valid UTF-8, no U+0000 however
  /// written, no unescaped control character, no fraction or exponent, no key twice (also not in
  /// two Unicode spellings), at most `JSONParser.depthLimit` levels.
  package init(parsing bytes: some Sequence<UInt8>) throws(JSONError) {
    self = try JSONParser.read(bytes).value
  }

  /// Reads a value only if `bytes` are already its canonical form.
  package init(canonical bytes: Data) throws(JSONError) {
    self = try CanonicalJSON(bytes).value
  }

  package subscript(key: String) -> JSONValue? { object?[key] }

  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  package var object: [String: JSONValue]? {
    if case .object(let value) = self { value } else { nil }
  }
}

/// A value that was read from its canonical form.
package struct CanonicalJSON: Sendable {
  package let value: JSONValue
  private let bytes: Data
  private let places: [(key: String, place: Range<Int>)]

  package init(_ bytes: Data) throws(JSONError) {
    let document = try JSONParser.read(bytes)
    guard document.isCanonical else { throw JSONError("The JSON is not in canonical form.") }
    (value, places) = (document.value, document.places)
    self.bytes = bytes
  }

  /// The canonical form of a member of the object this is; `nil` if there is none.
  package func bytes(of key: String) -> Data? {
    places.first { $0.key == key }.map { _, place in
      Data(bytes[bytes.startIndex + place.lowerBound..<bytes.startIndex + place.upperBound])
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
  package init(nilLiteral: ()) { self = .null }
}

/// Why a JSON text or the shape of a JSON value was refused, in one sentence.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
