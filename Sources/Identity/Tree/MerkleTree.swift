package import Foundation

/// The RFC 6962 tree of a log, kept as its frontier: one node for every bit of the size, so an
/// append or a root costs O(log size) and nothing else is stored.
package struct MerkleTree: Sendable, Hashable {
  package private(set) var size: Int
  /// Roots of the complete subtrees, largest (leftmost) first.
  package private(set) var frontier: [Digest]

  package init() {
    self.size = 0
    self.frontier = []
  }

  /// `nil` when the number of nodes does not belong to the size.
  package init?(size: Int, frontier: [Digest]) {
    guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.frontier = frontier
  }

  package init(_ leaves: some Sequence<Digest>) {
    self.init()
    for leaf in leaves { append(leaf) }
  }

  /// Appends an entry's digest as the next leaf.
  package mutating func append(_ leaf: Digest) { append(leafHash: Self.leafHash(leaf.bytes)) }

  package mutating func append(leafHash: Digest) {
    var node = leafHash
    var full = size
    while full & 1 == 1 {
      node = Self.node(frontier.removeLast(), node)
      full >>= 1
    }
    frontier.append(node)
    size += 1
  }

  package var root: Digest {
    guard var node = frontier.last else { return Digest.of(Data()) }
    for left in frontier.dropLast().reversed() { node = Self.node(left, node) }
    return node
  }

  package static func leafHash(_ leaf: Data) -> Digest { Digest.of(Data([0]) + leaf) }

  static func node(_ left: Digest, _ right: Digest) -> Digest {
    Digest.of(tag: 1, left, right)
  }

  package static func root(of leaves: [Digest]) -> Digest { MerkleTree(leaves).root }
}

extension MerkleTree: Codable, JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "tree")
    let size = try fields.count("size")
    let nodes = try fields.array("frontier").map { node in
      guard let digest = node.string.flatMap({ Digest(base64url: $0) }) else {
        throw fields.wrong("frontier")
      }
      return digest
    }
    guard let tree = MerkleTree(size: size, frontier: nodes) else { throw fields.wrong("frontier") }
    self = tree
  }

  package var json: JSONValue {
    [
      "size": .integer(Int64(size)),
      "frontier": .array(frontier.map { .string($0.base64url) }),
    ]
  }
}
