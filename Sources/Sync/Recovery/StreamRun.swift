package import Foundation
package import Identity

/// A run of one stream as it lies on a disk or travels: the entries after `after`, and the
/// author's signature over their end.
package struct StreamRun: Sendable, Hashable {
  package let epoch: Int
  package let after: Int
  package let head: StreamHead
  package let entries: [Entry]

  package init(epoch: Int, after: Int, head: StreamHead, entries: [Entry]) {
    self.epoch = epoch
    self.after = after
    self.head = head
    self.entries = entries
  }

  package var last: Int { head.seq }

  /// A line with the head, then a segment.
  package func encoded() throws -> Data {
    let header: JSONValue = [
      "epoch": .integer(Int64(epoch)), "after": .integer(Int64(after)), "head": head.json,
    ]
    return SignedMessage.join(header, try Segment.encode(entries.map(WireLine.entry)))
  }

  package init(encoded bytes: Data) throws {
    let (header, payload) = try SignedMessage.split(bytes)
    var fields = try JSONFields(header, "run of a stream")
    epoch = try fields.count("epoch")
    after = try fields.count("after")
    head = try StreamHead(json: fields.value("head"))
    entries = try Segment.decode(payload).map { line in
      guard case .entry(let entry) = line else {
        throw MessageError.lines("A run of a stream carries entries only.")
      }
      return entry
    }
  }

  /// Whether names and counts hold together: what a reader can know before it has what the run
  /// builds upon.
  package var isPlausible: Bool {
    !entries.isEmpty && head.epoch == epoch && head.seq == after + entries.count
      && entries.enumerated().allSatisfy { index, entry in
        entry.id
          == EntryID(author: head.author, epoch: max(1, epoch), seq: max(1, after + index + 1))
      }
  }
}
