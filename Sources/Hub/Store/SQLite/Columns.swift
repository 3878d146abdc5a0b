import Foundation
import GRDB
import Identity
import Sync

/// A row that does not hold what its table promises: the file was changed by other hands.
struct DamagedRow: Error, CustomStringConvertible {
  let description: String
}

extension Row {
  func text(_ column: String) throws -> String { try required(column) }
  func integer(_ column: String) throws -> Int { try required(column) }
  func milliseconds(_ column: String) throws -> Int64 { try required(column) }
  func data(_ column: String) throws -> Data { try required(column) }

  func digest(_ column: String) throws -> Digest {
    guard let digest = Digest(bytes: try data(column)) else { throw damaged(column) }
    return digest
  }

  func device(_ column: String) throws -> DeviceID {
    guard let device = DeviceID(rawValue: try text(column)) else { throw damaged(column) }
    return device
  }

  func entryID(_ column: String) throws -> EntryID {
    guard let id = EntryID(try text(column)) else { throw damaged(column) }
    return id
  }

  func choice<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
    guard let value = Value(rawValue: try text(column)) else { throw damaged(column) }
    return value
  }

  func json<Value: Decodable>(_ column: String) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: try data(column))
    } catch is DecodingError {
      throw damaged(column)
    }
  }

  private func required<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    let stored: DatabaseValue? = self[column]
    guard let stored, let value = Value.fromDatabaseValue(stored) else { throw damaged(column) }
    return value
  }

  private func damaged(_ column: String) -> DamagedRow {
    DamagedRow(description: "column \(column) holds something it cannot hold")
  }
}

/// Stable JSON of the small public values kept in one column.
func encoded(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}
