import Foundation
import GRDB
import Identity
import Sync

/// The unit logs against the checkpoints this device witnessed.
struct LogCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    let logs = try Row.fetchAll(
      reader.db,
      sql: """
        SELECT unit, epoch FROM log UNION SELECT unit, epoch FROM follower
        UNION SELECT unit, epoch FROM checkpoint ORDER BY unit, epoch
        """)
    var messages: [String] = []
    for row in logs { messages += try problems(unit: row["unit"], epoch: row["epoch"]) }
    return messages.map { CheckFinding(part: .logs, message: $0) }
  }

  private func problems(unit: String, epoch: Int) throws -> [String] {
    let name = "The log of unit \(unit) of epoch \(epoch)"
    var messages: [String] = []
    var tree = MerkleTree()
    var roots = [0: tree.root]
    let rows = try Row.fetchCursor(
      reader.db,
      sql: """
        SELECT log.position, entry.digest FROM log LEFT JOIN entry
        ON entry.author = log.author AND entry.epoch = log.entry_epoch AND entry.seq = log.seq
        WHERE log.unit = ? AND log.epoch = ? ORDER BY log.position
        """, arguments: [unit, epoch])
    while let row = try rows.next() {
      guard row["position"] == tree.size else {
        messages.append("\(name) has a gap: position \(tree.size) is missing.")
        break
      }
      guard let digest = (row["digest"] as Data?).flatMap({ Digest(bytes: $0) }) else {
        messages.append("\(name) names an entry at position \(tree.size) that is not here.")
        break
      }
      tree.append(digest)
      roots[tree.size] = tree.root
    }
    messages += try followerProblems(unit, epoch, tree, name)
    messages += try checkpointProblems(unit, epoch, roots, tree.size, name)
    return messages
  }

  private func followerProblems(
    _ unit: String, _ epoch: Int, _ tree: MerkleTree, _ name: String
  ) throws -> [String] {
    let row = try Row.fetchOne(
      reader.db, sql: "SELECT epoch, size, state FROM follower WHERE unit = ?", arguments: [unit])
    guard let row else { return ["\(name) has no stored state."] }
    guard row["epoch"] == epoch else {
      return epoch > row["epoch"] ? ["\(name) is of a later epoch than its stored state."] : []
    }
    do {
      let stored = try UnitLog.tree(row["state"], unit)
      return stored == tree && row["size"] == tree.size
        ? [] : ["\(name) is not the one its stored state describes."]
    } catch let error as StoreError {
      return [error.message]
    }
  }

  private func checkpointProblems(
    _ unit: String, _ epoch: Int, _ roots: [Int: Digest], _ end: Int, _ name: String
  ) throws -> [String] {
    let hub = try reader.setting(HubInfo.settingKey).map { try HubInfo(json: $0) }
    let rows = try Row.fetchAll(
      reader.db,
      sql: "SELECT size, checkpoint FROM checkpoint WHERE unit = ? AND epoch = ? ORDER BY size",
      arguments: [unit, epoch])
    let hasEnd = rows.contains { $0["size"] == end }
    let missing = hasEnd ? [] : ["\(name) has no checkpoint at its end, \(end)."]
    return missing
      + rows.compactMap { row in
        let size: Int = row["size"]
        guard let json = try? JSONValue(canonical: row["checkpoint"] as Data),
          let checkpoint = try? Checkpoint(json: json), let hub, checkpoint.isValid(hub.key),
          checkpoint.unit == unit, checkpoint.epoch == epoch, checkpoint.size == size
        else { return "The checkpoint at \(size) of unit \(unit) is not one the hub signed." }
        return roots[size] == checkpoint.root
          ? nil : "\(name) is not the one the hub signed at size \(size)."
      }
  }
}
