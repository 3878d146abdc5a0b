package import Identity

/// The name of an entry: who wrote it, in which epoch of his stream, as which one (1, 2, 3 …).
package struct EntryID: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
  package let author: DeviceID
  package let epoch: Int
  package let seq: Int

  package init(author: DeviceID, epoch: Int, seq: Int) {
    precondition(epoch >= 1 && seq >= 1, "epochs and sequence numbers start at 1")
    self.author = author
    self.epoch = epoch
    self.seq = seq
  }

  /// Reads "author.epoch.seq"; `nil` for anything `description` would not write.
  package init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let author = DeviceID(rawValue: parts[0]), let epoch = Int(parts[1]),
      let seq = Int(parts[2]), epoch >= 1, seq >= 1, parts[1] == String(epoch),
      parts[2] == String(seq)
    else { return nil }
    self.init(author: author, epoch: epoch, seq: seq)
  }

  package var description: String { "\(author).\(epoch).\(seq)" }

  package static func < (left: EntryID, right: EntryID) -> Bool {
    if left.author != right.author { return left.author < right.author }
    return (left.epoch, left.seq) < (right.epoch, right.seq)
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = EntryID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "An entry id is not “author.epoch.seq”.")
    }
    self = id
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The id of a subject (a dossier, an officer, a device, a certificate book): the id of its
/// first entry.
package typealias SubjectID = EntryID
