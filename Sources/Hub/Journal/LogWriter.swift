import Foundation
import Identity
import Sync

/// Appends to unit logs inside one transaction and signs one checkpoint per touched log.
///
/// Positions and trees are assigned here, under the transaction's lock, so no log entry becomes
/// visible out of order.
final class LogWriter {
  private let rows: any HubTransaction
  private let key: SigningKey
  private(set) var epoch: Int
  private let time: Int64
  private var trees: [String: MerkleTree] = [:]
  /// Units met in this transaction that are registered; a unit is never removed.
  private var registered: Set<String> = []

  init(rows: any HubTransaction, key: SigningKey, epoch: Int, time: Int64) {
    self.rows = rows
    self.key = key
    self.epoch = epoch
    self.time = time
  }

  /// Appends unless the entry is in the log already; a new one is in none. A unit that is not
  /// registered has no log yet; it gets everything it is entitled to when it is added.
  func append(_ entry: StoredEntry, to unit: String, isNew: Bool = false) throws {
    guard try isRegistered(unit), try isNew || !rows.isLogged(entry.id, in: unit) else { return }
    var tree = try trees[unit] ?? storedTree(unit)
    try rows.append(entry.id, to: unit, at: tree.size)
    tree.append(entry.digest)
    trees[unit] = tree
  }

  /// Opens an empty log, so that every unit has a checkpoint from its first day.
  func open(_ unit: String) throws {
    trees[unit] = try trees[unit] ?? storedTree(unit)
  }

  /// From here on logs are signed in a new epoch, every one of them at once.
  func begin(epoch: Int) throws {
    try finish()
    self.epoch = epoch
    for log in try rows.logs() { try open(log.unit) }
  }

  /// Signs the new state of every touched log.
  func finish() throws {
    for (unit, tree) in trees.sorted(by: { $0.key < $1.key }) {
      let checkpoint = Checkpoint.sign(
        unit: unit, epoch: epoch, size: tree.size, root: tree.root, time: time, key: key)
      try rows.save(
        UnitLogRecord(unit: unit, frontier: tree.json.canonical, checkpoint: checkpoint))
    }
    trees = [:]
  }

  private func isRegistered(_ unit: String) throws -> Bool {
    if registered.contains(unit) { return true }
    guard try rows.unit(unit) != nil else { return false }
    registered.insert(unit)
    return true
  }

  private func storedTree(_ unit: String) throws -> MerkleTree {
    guard let log = try rows.log(of: unit) else { return MerkleTree() }
    return try MerkleTree(jsonBytes: log.frontier)
  }
}
