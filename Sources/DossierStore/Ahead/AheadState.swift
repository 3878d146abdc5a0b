import GRDB
import Identity
import Sync

/// How far this device is with what comes ahead of its unit's log.
enum AheadState: Hashable, JSONConvertible {
  static let settingKey = "ahead"

  /// By unit; empty: it is behind, and nothing came ahead yet.
  case asking([String: AheadCursor])
  /// The log was not what came ahead of it: all of it is taken from the log.
  case refused

  init(json: JSONValue) throws {
    if json.string == "refused" {
      self = .refused
    } else {
      self = .asking(try (json.object ?? [:]).mapValues(AheadCursor.init(json:)))
    }
  }

  var json: JSONValue {
    switch self {
    case .asking(let units): .object(units.mapValues(\.json))
    case .refused: "refused"
    }
  }
}

extension JournalReader {
  /// How many positions behind the cursor a request names at most: more than one answer has.
  private static let window = 1000

  func aheadState() throws -> AheadState? {
    try setting(AheadState.settingKey).map(AheadState.init(json:))
  }

  /// What the next request asks for ahead of logs; `nil` for nothing.
  func aheadRequest() throws -> [String: AheadCursor]? {
    guard context.level >= RequestRecovery.brief else { return nil }
    switch try aheadState() {
    case .refused: return nil
    case nil:
      // A device that follows no log yet is new: it has everything before it.
      let isNew = try Int.fetchOne(db, sql: "SELECT count(*) FROM follower") == 0
      return isNew ? [:] : nil
    case .asking(let units):
      var asked: [String: AheadCursor] = [:]
      for (unit, var cursor) in units {
        guard let size = try followed(unit, epoch: cursor.epoch) else { continue }
        cursor.holds = try holds(unit, epoch: cursor.epoch, from: size)
        asked[unit] = cursor
      }
      return asked
    }
  }

  /// How much of a unit's log is here; `nil` if what is here is of another epoch.
  func followed(_ unit: String, epoch: Int) throws -> Int? {
    let row = try Row.fetchOne(
      db, sql: "SELECT epoch, size FROM follower WHERE unit = ?", arguments: [unit])
    guard let row else { return 0 }
    return row["epoch"] == epoch ? row["size"] : nil
  }

  private func holds(_ unit: String, epoch: Int, from size: Int) throws -> [PositionRun] {
    let positions = try Int.fetchAll(
      db,
      sql: """
        SELECT position FROM ahead JOIN entry ON entry.author = ahead.author
        AND entry.epoch = ahead.entry_epoch AND entry.seq = ahead.seq
        WHERE ahead.unit = ? AND ahead.epoch = ? AND position >= ? AND position - ? < ?
        ORDER BY position
        """, arguments: [unit, epoch, size, size, Self.window])
    return Array(PositionRun.runs(of: positions).prefix(AheadCursor.holdsLimit))
  }
}

extension DossierStore {
  /// Entries of older dossiers that are still to come, where what is open came first; 0 once the
  /// device has all there is.
  package func olderEntriesLeft() throws -> Int {
    try read { reader in
      guard case .asking(let units) = try reader.aheadState() else { return 0 }
      return try units.reduce(0) { sum, unit in
        let (name, cursor) = unit
        guard let size = try reader.followed(name, epoch: cursor.epoch) else { return sum }
        let held = try Int.fetchOne(
          reader.db,
          sql: "SELECT count(*) FROM ahead WHERE unit = ? AND epoch = ? AND position >= ?",
          arguments: [name, cursor.epoch, size])
        return sum + max(0, cursor.to - size - (held ?? 0))
      }
    }
  }
}
