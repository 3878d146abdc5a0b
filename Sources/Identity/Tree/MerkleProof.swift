/// Inclusion and consistency proofs of RFC 9162 §2.1.3 and §2.1.4 over leaf digests.
package enum MerkleProof {
  /// The audit path of leaf `index`; `nil` if there is no such leaf.
  package static func inclusion(of index: Int, in leaves: [Digest]) -> [Digest]? {
    guard leaves.indices.contains(index) else { return nil }
    return path(index, leaves[...])
  }

  package static func isIncluded(
    _ leaf: Digest, at index: Int, size: Int, root: Digest, proof: [Digest]
  ) -> Bool {
    guard index >= 0, index < size else { return false }
    var first = index
    var last = size - 1
    var node = MerkleTree.leafHash(leaf.bytes)
    for step in proof {
      guard last > 0 else { return false }
      if first & 1 == 1 || first == last {
        node = MerkleTree.node(step, node)
        while first & 1 == 0, first != 0 {
          first >>= 1
          last >>= 1
        }
      } else {
        node = MerkleTree.node(node, step)
      }
      first >>= 1
      last >>= 1
    }
    return last == 0 && node == root
  }

  /// Proves that the tree of the first `old` leaves is the beginning of the tree of all of them.
  package static func consistency(from old: Int, in leaves: [Digest]) -> [Digest]? {
    guard old > 0, old <= leaves.count else { return nil }
    return old == leaves.count ? [] : subproof(old, leaves[...], isWhole: true)
  }

  package static func isConsistent(
    oldSize: Int, oldRoot: Digest, newSize: Int, newRoot: Digest, proof: [Digest]
  ) -> Bool {
    guard oldSize > 0, oldSize <= newSize else { return false }
    if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
    var steps = proof[...]
    if oldSize.nonzeroBitCount == 1 { steps = ([oldRoot] + proof)[...] }
    guard let seed = steps.popFirst() else { return false }
    var first = oldSize - 1
    var last = newSize - 1
    while first & 1 == 1 {
      first >>= 1
      last >>= 1
    }
    var oldNode = seed
    var newNode = seed
    for step in steps {
      guard last > 0 else { return false }
      if first & 1 == 1 || first == last {
        oldNode = MerkleTree.node(step, oldNode)
        newNode = MerkleTree.node(step, newNode)
        while first & 1 == 0, first != 0 {
          first >>= 1
          last >>= 1
        }
      } else {
        newNode = MerkleTree.node(newNode, step)
      }
      first >>= 1
      last >>= 1
    }
    return last == 0 && oldNode == oldRoot && newNode == newRoot
  }

  /// The largest power of two below `count`, for `count` of at least 2.
  private static func split(_ count: Int) -> Int {
    1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
  }

  private static func path(_ index: Int, _ leaves: ArraySlice<Digest>) -> [Digest] {
    guard leaves.count > 1 else { return [] }
    let half = split(leaves.count)
    let left = leaves.prefix(half)
    let right = leaves.dropFirst(half)
    return index < half
      ? path(index, left) + [MerkleTree(right).root]
      : path(index - half, right) + [MerkleTree(left).root]
  }

  private static func subproof(
    _ old: Int, _ leaves: ArraySlice<Digest>, isWhole: Bool
  ) -> [Digest] {
    if old == leaves.count { return isWhole ? [] : [MerkleTree(leaves).root] }
    let half = split(leaves.count)
    let left = leaves.prefix(half)
    let right = leaves.dropFirst(half)
    return old <= half
      ? subproof(old, left, isWhole: isWhole) + [MerkleTree(right).root]
      : subproof(old - half, right, isWhole: false) + [MerkleTree(left).root]
  }
}
