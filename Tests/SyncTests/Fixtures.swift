import Foundation
import Identity
import Sync
import Testing

/// The wire examples of version 1, written by `Fixtures/make-fixtures.py` without this product.
enum Fixtures {
  static func file(_ name: String, in folder: String = "v1") -> URL {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(folder)/\(name)")
  }

  static func data(_ name: String, in folder: String = "v1") throws -> Data {
    try Data(contentsOf: file(name, in: folder))
  }

  static func message(_ name: String, in folder: String = "v1") throws -> SignedMessage {
    let header = String(decoding: try data("\(name).signature", in: folder), as: UTF8.self)
      .trimmingCharacters(in: .newlines)
    return try #require(SignedMessage(body: data("\(name).body", in: folder), header: header))
  }

  static func lines() throws -> [Data] {
    try data("lines.jsonl").split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  static func entries() throws -> [Entry] {
    try lines().map { line in
      guard case .entry(let entry) = try WireLine(bytes: line) else {
        throw JSONError("The fixture is not an entry.")
      }
      return entry
    }
  }

  static func expected() throws -> JSONValue { try JSONValue(parsing: data("expected.json")) }

  static func key(_ name: String) throws -> VerifyingKey {
    var fields = try JSONFields(expected(), "expected values")
    return try fields.verifyingKey(name)
  }
}
