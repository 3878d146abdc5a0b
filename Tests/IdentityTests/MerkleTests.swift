import Foundation
import Identity
import Testing

/// docs/protocol.md, “Unit logs”: the tree of RFC 6962.
struct MerkleTests {
  /// Leaves and roots of the Certificate Transparency reference tests.
  @Test func `roots are those of the reference tests`() throws {
    let leaves = [
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ]
    let roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var tree = MerkleTree()
    #expect(tree.root.hex == roots[0])
    for (leaf, root) in zip(leaves, roots.dropFirst()) {
      tree.append(leafHash: MerkleTree.leafHash(try #require(Data(hex: leaf))))
      #expect(tree.root.hex == root)
    }
  }

  private static let leaves = (0..<34).map { Digest.of(Data("leaf \($0)".utf8)) }

  /// The definition of RFC 6962 §2.1, word for word.
  private static func root(_ leaves: ArraySlice<Digest>) -> Digest {
    if leaves.isEmpty { return Digest.of(Data()) }
    if leaves.count == 1 { return Digest.of(Data([0]) + leaves[leaves.startIndex].bytes) }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    return Digest.of(
      Data([1]) + root(leaves.prefix(half)).bytes + root(leaves.dropFirst(half)).bytes)
  }

  @Test func `the frontier gives the root of the definition at every size`() throws {
    for size in 0...Self.leaves.count {
      let tree = MerkleTree(Self.leaves.prefix(size))
      #expect(tree.root == Self.root(Self.leaves.prefix(size)))
      #expect(try MerkleTree(json: tree.json) == tree)
    }
    #expect(MerkleTree(size: 3, frontier: [.zero]) == nil)
  }

  @Test func `every leaf is proved and no other place or leaf is`() throws {
    for size in 1...18 {
      let leaves = Array(Self.leaves.prefix(size))
      let root = Self.root(leaves[...])
      for index in 0..<size {
        let proof = try #require(MerkleProof.inclusion(of: index, in: leaves))
        func holds(_ leaf: Digest, _ index: Int, _ size: Int, _ proof: [Digest]) -> Bool {
          MerkleProof.isIncluded(leaf, at: index, size: size, root: root, proof: proof)
        }
        #expect(holds(leaves[index], index, size, proof))
        #expect(!holds(.zero, index, size, proof))
        #expect(!holds(leaves[index], size, size, proof))
        #expect(!holds(leaves[index], index, size, proof + [.zero]))
        if !proof.isEmpty { #expect(!holds(leaves[index], index, size, proof.dropLast())) }
        for other in 0..<size where other != index {
          #expect(!holds(leaves[index], other, size, proof))
        }
      }
    }
  }

  @Test func `a tree continues every earlier one and no other`() throws {
    for size in 1...18 {
      let leaves = Array(Self.leaves.prefix(size))
      for old in 1...size {
        let proof = try #require(MerkleProof.consistency(from: old, in: leaves))
        func holds(_ oldRoot: Digest, _ newRoot: Digest, _ proof: [Digest]) -> Bool {
          MerkleProof.isConsistent(
            oldSize: old, oldRoot: oldRoot, newSize: size, newRoot: newRoot, proof: proof)
        }
        let (before, after) = (Self.root(leaves.prefix(old)), Self.root(leaves[...]))
        #expect(holds(before, after, proof))
        #expect(!holds(.zero, after, proof))
        #expect(!holds(before, .zero, proof))
        #expect(!holds(before, after, proof + [.zero]))
        if !proof.isEmpty { #expect(!holds(before, after, proof.dropLast())) }
      }
    }
  }
}
