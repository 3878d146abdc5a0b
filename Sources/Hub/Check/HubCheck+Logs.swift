import Foundation
import Identity
import Sync

extension HubCheck {
  /// Rebuilds a unit's tree from its entries and compares it with every checkpoint ever signed.
  mutating func check(_ log: UnitLogRecord) {
    report.logs += 1
    attempt("log", log.unit) { check in
      let newest = CheckpointRecord(
        epoch: log.checkpoint.epoch, size: log.checkpoint.size, checkpoint: log.checkpoint,
        frontier: log.frontier)
      var expected: [Int: [CheckpointRecord]] = [:]
      for record in try check.rows.checkpoints(of: log.unit) + [newest] {
        check.report.checkpoints += 1
        check.check(record, of: log.unit)
        expected[record.size, default: []].append(record)
      }
      let tree = try check.rebuiltTree(of: log.unit, expected: &expected)
      for record in expected.values.joined() {
        check.found("checkpoint", check.name(record.checkpoint), "is larger than the log")
      }
      if log.checkpoint.size != tree.size {
        check.found("log", log.unit, "has \(tree.size) entries beside its last checkpoint")
      }
    }
  }

  private mutating func check(_ record: CheckpointRecord, of unit: String) {
    let checkpoint = record.checkpoint
    if !checkpoint.isValid(hub.publicKey) || checkpoint.unit != unit {
      found("checkpoint", name(checkpoint), "is not signed by this hub")
    }
    if checkpoint.epoch != record.epoch || checkpoint.size != record.size {
      found("checkpoint", name(checkpoint), "is stored as that of \(record.size) entries")
    }
  }

  private mutating func rebuiltTree(
    of unit: String, expected: inout [Int: [CheckpointRecord]]
  ) throws -> MerkleTree {
    var tree = MerkleTree()
    var begun: Set<SubjectID> = []
    compare(tree, &expected)
    let batch = 500
    while true {
      let entries = try rows.logEntries(of: unit, from: tree.size, limit: batch)
      for entry in entries {
        if entry.id == entry.subject {
          begun.insert(entry.id)
        } else if !begun.contains(entry.subject) {
          // Nobody could follow the log: a reader needs the subject's secret.
          found("log", unit, "has \(entry.id) before the beginning of \(entry.subject)")
        }
        tree.append(entry.digest)
        compare(tree, &expected)
      }
      guard entries.count == batch else { return tree }
    }
  }

  private mutating func compare(_ tree: MerkleTree, _ expected: inout [Int: [CheckpointRecord]]) {
    for record in expected.removeValue(forKey: tree.size) ?? [] {
      if record.checkpoint.root != tree.root {
        found("checkpoint", name(record.checkpoint), "its root is not that of the log")
      }
      if record.frontier != tree.json.canonical {
        found("checkpoint", name(record.checkpoint), "its stored tree is not that of the log")
      }
    }
  }

  private func name(_ checkpoint: Checkpoint) -> String {
    "\(checkpoint.unit) at \(checkpoint.size)"
  }
}
