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
    var rest = text.utf8[...]
    let name = rest.prefix(DeviceID.length)
    rest.removeFirst(name.count)
    guard let author = DeviceID(rawValue: String(Substring(name))),
      let epoch = Self.number(&rest), let seq = Self.number(&rest), rest.isEmpty
    else { return nil }
    self.init(author: author, epoch: epoch, seq: seq)
  }

  /// The same from bytes, of numbers of at most 18 digits; `nil` says nothing about longer ones.
  init?(ascii bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    guard let author = DeviceID(ascii: bytes.prefix(DeviceID.length)) else { return nil }
    var numbers: [2 of Int] = [0, 0]
    var rest = bytes.dropFirst(DeviceID.length)
    for place in numbers.indices {
      guard rest.popFirst() == UInt8(ascii: "."), let first = rest.first,
        first != UInt8(ascii: "0")
      else { return nil }
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard (1...18).contains(digits.count) else { return nil }
      numbers[place] = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
      rest = rest.dropFirst(digits.count)
    }
    guard rest.isEmpty else { return nil }
    self.init(author: author, epoch: numbers[0], seq: numbers[1])
  }

  /// Takes a point and a positive decimal number as we write it.
  private static func number(_ text: inout Substring.UTF8View) -> Int? {
    guard text.popFirst() == UInt8(ascii: ".") else { return nil }
    var number = 0
    while let digit = text.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
      let (tens, isLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
      guard !isLarge, !isLarger, sum > 0 else { return nil }
      number = sum
      text.removeFirst()
    }
    return number > 0 ? number : nil
  }

  package var description: String {
    var text = author.rawValue
    // Room for two numbers of ten digits.
    text.reserveCapacity(DeviceID.length + 22)
    text += "."
    text += String(epoch)
    text += "."
    text += String(seq)
    return text
  }

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

extension JSONValue {
  /// A list of entries by their names.
  package static func names(_ ids: [EntryID]) -> JSONValue {
    .array(ids.map { .string($0.description) })
  }

  /// The entries a list names; what is no name is left out.
  package var entryIDs: [EntryID] {
    (array ?? []).compactMap { $0.string.flatMap { EntryID($0) } }
  }
}
