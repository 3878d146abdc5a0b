import Foundation
import Identity
import Sync

extension HubCheck {
  /// Rebuilds a unit's tree from its entries and compares it with every checkpoint ever signed.
  mutating func check(_ log: UnitLogRecord) {
    report.logs += 1
    attempt("log", log.unit) { check in
      var expected: [Int: [Checkpoint]] = [:]
      for checkpoint in try check.rows.checkpoints(of: log.unit) + [log.checkpoint] {
        check.report.checkpoints += 1
        if !checkpoint.isValid(check.hub.publicKey) || checkpoint.unit != log.unit {
          check.found("checkpoint", check.name(checkpoint), "is not signed by this hub")
        }
        expected[checkpoint.size, default: []].append(checkpoint)
      }
      let tree = try check.rebuiltTree(of: log.unit, expected: &expected)
      for checkpoint in expected.values.joined() {
        check.found("checkpoint", check.name(checkpoint), "is larger than the log")
      }
      if log.checkpoint.size != tree.size {
        check.found("log", log.unit, "has \(tree.size) entries beside its last checkpoint")
      }
      if try MerkleTree(jsonBytes: log.frontier) != tree {
        check.found("log", log.unit, "its stored tree is another one")
      }
    }
  }

  private mutating func rebuiltTree(
    of unit: String, expected: inout [Int: [Checkpoint]]
  ) throws -> MerkleTree {
    var tree = MerkleTree()
    compare(tree, &expected)
    let batch = 500
    while true {
      let entries = try rows.logEntries(of: unit, from: tree.size, limit: batch)
      for entry in entries {
        tree.append(entry.digest)
        compare(tree, &expected)
      }
      guard entries.count == batch else { return tree }
    }
  }

  private mutating func compare(_ tree: MerkleTree, _ expected: inout [Int: [Checkpoint]]) {
    for checkpoint in expected.removeValue(forKey: tree.size) ?? []
    where checkpoint.root != tree.root {
      found("checkpoint", name(checkpoint), "its root is not that of the log")
    }
  }

  private func name(_ checkpoint: Checkpoint) -> String {
    "\(checkpoint.unit) at \(checkpoint.size)"
  }
}
