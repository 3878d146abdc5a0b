import Foundation
package import Identity

/// An entry by its name and its content: two machines with one key may have used a name twice.
package struct ExactEntry: Sendable, Hashable {
  package let id: EntryID
  package let digest: Digest

  package init(id: EntryID, digest: Digest) {
    self.id = id
    self.digest = digest
  }

  fileprivate var json: [String: JSONValue] {
    ["id": .string(id.description), "digest": .string(digest.base64url)]
  }

  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.string.flatMap({ EntryID($0) }),
      let digest = json["digest"]?.string.flatMap({ Digest(base64url: $0) })
    else { return nil }
    self.init(id: id, digest: digest)
  }
}

extension Entry {
  /// The entries of the same author this one stands for, the last first: it was written in their
  /// place because of a fork (docs/protocol.md, “Forks”).
  package var formerNames: [ExactEntry] {
    guard let was = content?["was"] else { return [] }
    return ([was] + (was["before"]?.array ?? [])).compactMap { ExactEntry($0) }
      .filter { $0.id.author == id.author }
  }

  /// The body of an entry that stands for this one says so in its member `was`.
  package func was(digest: Digest) -> JSONValue {
    var members = ExactEntry(id: id, digest: digest).json
    let before = formerNames
    if !before.isEmpty { members["before"] = .array(before.map { .object($0.json) }) }
    return .object(members)
  }
}
