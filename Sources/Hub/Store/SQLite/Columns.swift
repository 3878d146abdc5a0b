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

  func json<Value: JSONConvertible>(_ column: String) throws -> Value {
    let bytes = try data(column)
    do {
      return try Value(jsonBytes: bytes)
    } catch is JSONError {
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

/// The same by the place of the column, counted from 0: looking for twelve names in each of many
/// rows takes longer than reading them.
extension Row {
  func value<Value: DatabaseValueConvertible>(_ place: Int, as: Value.Type = Value.self) throws
    -> Value
  {
    let stored: DatabaseValue = self[place]
    guard let value = Value.fromDatabaseValue(stored) else { throw damaged(place) }
    return value
  }

  func digest(_ place: Int) throws -> Digest {
    guard let digest = Digest(bytes: try value(place, as: Data.self)) else { throw damaged(place) }
    return digest
  }

  func device(_ place: Int) throws -> DeviceID {
    guard let device = DeviceID(rawValue: try value(place)) else { throw damaged(place) }
    return device
  }

  func entryID(_ place: Int) throws -> EntryID {
    guard let id = EntryID(try value(place, as: String.self)) else { throw damaged(place) }
    return id
  }

  func choice<Value: RawRepresentable<String>>(_ place: Int) throws -> Value {
    guard let value = Value(rawValue: try value(place)) else { throw damaged(place) }
    return value
  }

  private func damaged(_ place: Int) -> DamagedRow { damaged(Array(columnNames)[place]) }
}
