package import Identity

/// A device's side of one unit's log: it may only grow, and every part must be what the hub's
/// signed checkpoint says. Whoever tries to rewrite what was followed before is found out.
package struct LogFollower: Sendable, Hashable {
  package let unit: String
  /// The hub's epoch the tree belongs to; 0 before the first part.
  package private(set) var epoch: Int
  package private(set) var tree: MerkleTree
  package private(set) var checkpoint: Checkpoint?

  package init(unit: String) {
    self.unit = unit
    self.epoch = 0
    self.tree = MerkleTree()
  }

  /// As it was stored; `nil` if the parts do not belong together.
  package init?(unit: String, tree: MerkleTree, checkpoint: Checkpoint) {
    guard checkpoint.unit == unit, checkpoint.size == tree.size, checkpoint.root == tree.root
    else { return nil }
    self.unit = unit
    self.epoch = checkpoint.epoch
    self.tree = tree
    self.checkpoint = checkpoint
  }

  package var cursor: LogCursor { LogCursor(epoch: epoch, size: tree.size) }

  /// Follows one part, whole or, by throwing, not at all. `take` keeps a line of the given
  /// position and answers the digests of its entries, computed by the device itself. In a new epoch
  /// of the hub the log begins again; lines known already come again then.
  package mutating func follow(
    _ part: LogPart, hub: VerifyingKey, take: (WireLine, Int) throws -> [Digest]
  ) throws {
    let offered = part.checkpoint
    guard offered.unit == unit, offered.isValid(hub) else { throw LogError.signature(unit) }
    var next = tree
    if offered.epoch > epoch {
      next = MerkleTree()
    } else if offered.epoch < epoch {
      throw LogError.oldEpoch(unit, had: epoch, offered: offered.epoch)
    } else if offered.size < tree.size {
      throw LogError.rewritten(unit, had: tree.size, offered: offered.size)
    } else if offered.size == tree.size, offered.root != tree.root {
      throw LogError.rewritten(unit, had: tree.size, offered: offered.size)
    }
    guard part.from == next.size else {
      throw LogError.gap(unit, had: next.size, offered: part.from)
    }
    for line in part.lines {
      for digest in try take(line, next.size) { next.append(digest) }
    }
    guard next.size == offered.size, next.root == offered.root else {
      throw LogError.rewritten(unit, had: tree.size, offered: offered.size)
    }
    epoch = offered.epoch
    tree = next
    checkpoint = offered
  }
}

/// Why a part of a unit's log was refused.
package enum LogError: Error, Sendable, Equatable, CustomStringConvertible {
  case signature(String)
  case oldEpoch(String, had: Int, offered: Int)
  case gap(String, had: Int, offered: Int)
  case rewritten(String, had: Int, offered: Int)
  /// A line of it cannot be of the entries this device has; the sentence says which.
  case otherEntries(String)

  package var description: String {
    switch self {
    case .signature(let unit): "The checkpoint of unit \(unit) is not signed by the hub."
    case .oldEpoch(let unit, let had, let offered):
      "The hub offers epoch \(offered) of the log of unit \(unit); this device knows epoch \(had)."
    case .gap(let unit, let had, let offered):
      "The log of unit \(unit) goes on at \(offered), but this device has \(had) entries of it."
    case .rewritten(let unit, let had, let offered):
      "The province rewrote the log of unit \(unit): with \(offered) entries it does not continue"
        + " the \(had) entries this device has."
    case .otherEntries(let sentence): sentence
    }
  }
}
