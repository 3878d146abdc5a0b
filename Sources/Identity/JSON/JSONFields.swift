package import Foundation

/// A type with one JSON form. Conforming types that are `Codable` are coded as that form.
package protocol JSONConvertible {
  init(json: JSONValue) throws
  var json: JSONValue { get }
}

extension JSONConvertible {
  package init(from decoder: any Decoder) throws { try self.init(json: JSONValue(from: decoder)) }
  package func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  /// Reads the JSON form from a file or message.
  package init(jsonBytes bytes: Data) throws { try self.init(json: JSONValue(parsing: bytes)) }
}

/// Reads the members of one JSON object, naming the one that is missing or wrong.
package struct JSONFields {
  private var members: [String: JSONValue]
  private let what: String

  /// `what` names the object in error sentences, e.g. "checkpoint".
  package init(_ value: JSONValue, _ what: String) throws(JSONError) {
    guard let members = value.object else { throw JSONError("The \(what) is not an object.") }
    self.members = members
    self.what = what
  }

  /// What was not asked for so far: fields of a later version, to be kept.
  package var rest: [String: JSONValue] { members }

  /// Removes and returns a member; `null` counts as absent.
  package mutating func take(_ key: String) -> JSONValue? {
    guard let value = members.removeValue(forKey: key), value != .null else { return nil }
    return value
  }

  package mutating func value(_ key: String) throws(JSONError) -> JSONValue {
    guard let value = take(key) else { throw wrong(key) }
    return value
  }

  package mutating func string(_ key: String) throws(JSONError) -> String {
    guard let value = take(key)?.string else { throw wrong(key) }
    return value
  }

  package mutating func integer64(_ key: String) throws(JSONError) -> Int64 {
    guard let value = take(key)?.integer else { throw wrong(key) }
    return value
  }

  /// A whole number that is not negative: counts, sizes, epochs, sequence numbers.
  package mutating func count(_ key: String) throws(JSONError) -> Int {
    guard let count = Self.count(try integer64(key)) else { throw wrong(key) }
    return count
  }

  /// `nil` for what no count is.
  package static func count(_ value: Int64) -> Int? {
    guard value >= 0, value <= Int64(Int32.max) * 1024 else { return nil }
    return Int(exactly: value)
  }

  package mutating func bool(_ key: String) throws(JSONError) -> Bool {
    guard let value = take(key)?.bool else { throw wrong(key) }
    return value
  }

  package mutating func array(_ key: String) throws(JSONError) -> [JSONValue] {
    guard let value = take(key)?.array else { throw wrong(key) }
    return value
  }

  package mutating func object(_ key: String) throws(JSONError) -> [String: JSONValue] {
    guard let value = take(key)?.object else { throw wrong(key) }
    return value
  }

  package mutating func data(_ key: String) throws(JSONError) -> Data {
    guard let value = Data(base64url: try string(key)) else { throw wrong(key) }
    return value
  }

  package mutating func digest(_ key: String) throws(JSONError) -> Digest {
    guard let value = Digest(base64url: try string(key)) else { throw wrong(key) }
    return value
  }

  package mutating func deviceID(_ key: String) throws(JSONError) -> DeviceID {
    guard let value = DeviceID(rawValue: try string(key)) else { throw wrong(key) }
    return value
  }

  package mutating func verifyingKey(_ key: String) throws(JSONError) -> VerifyingKey {
    guard let value = VerifyingKey(rawRepresentation: try data(key)) else { throw wrong(key) }
    return value
  }

  package mutating func agreementKey(_ key: String) throws(JSONError) -> AgreementPublicKey {
    guard let value = AgreementPublicKey(rawRepresentation: try data(key)) else {
      throw wrong(key)
    }
    return value
  }

  /// Refuses formats other than the one this program knows.
  package mutating func version(_ known: Int64) throws(JSONError) {
    let version = try integer64("v")
    guard version == known else {
      throw JSONError("The \(what) has version \(version); this program knows version \(known).")
    }
  }

  package func wrong(_ key: String) -> JSONError {
    JSONError("The \(what) has no usable “\(key)”.")
  }
}
