package import Identity

/// The stream a device sent is not the one the hub keeps: two machines work with one key, or one
/// was put back to an earlier state. The sender begins a new epoch and writes its entries from
/// `from` on there once more.
package struct StreamFork: Sendable, Hashable {
  package let epoch: Int
  /// The first entry that differs.
  package let from: Int
  /// An epoch of the device nobody has used.
  package let next: Int
  /// Entries of this author the hub has all the same, as others gave them back, as far as the run
  /// tells of them: who wrote exactly these does not write them again.
  package let kept: [EntryID: Digest]

  package init(epoch: Int, from: Int, next: Int, kept: [EntryID: Digest] = [:]) {
    self.epoch = epoch
    self.from = from
    self.next = next
    self.kept = kept
  }

  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "epoch": .integer(Int64(epoch)), "from": .integer(Int64(from)),
      "next": .integer(Int64(next)),
    ]
    if !kept.isEmpty { members["kept"] = EntryDigests.json(kept) }
    return members
  }

  init(_ fields: inout JSONFields) throws {
    let kept = try EntryDigests.take("kept", of: &fields)
    self.init(
      epoch: try fields.count("epoch"), from: try fields.count("from"),
      next: try fields.count("next"), kept: kept)
  }
}
