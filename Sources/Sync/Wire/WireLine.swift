package import Foundation
package import Identity

/// One line of a segment.
package enum WireLine: Sendable, Hashable {
  case entry(Entry)
  /// In a unit log only: an entry of the device that asks, which has it already.
  case own(epoch: Int, seq: Int)
  /// In a unit log only: `count` entries from a position of the log of an earlier epoch on, which
  /// the device that asks has followed.
  case known(epoch: Int, from: Int, count: Int)

  /// Bytes of one line without its line feed.
  package static let byteLimit = 1 << 20

  /// Canonical JSON.
  package var bytes: Data {
    switch self {
    case .own(let epoch, let seq): return Data(#"{"o":"\#(epoch).\#(seq)"}"#.utf8)
    case .known(let epoch, let from, let count):
      return Data(#"{"k":"\#(epoch).\#(from).\#(count)"}"#.utf8)
    case .entry(let entry):
      let head = entry.head.canonical
      guard let body = entry.bodyBytes else { return Self.line(head, erased: entry.body) }
      var line = Data(capacity: head.count + body.count + 11)
      line.append(contentsOf: #"{"b":"#.utf8)
      line.append(body)
      line.append(contentsOf: #","h":"#.utf8)
      line.append(head)
      line.append(UInt8(ascii: "}"))
      return line
    }
  }

  private static func line(_ head: Data, erased body: EntryBody) -> Data {
    guard case .erased(let commitment) = body else {
      preconditionFailure("a body that is there has bytes")
    }
    return Data(#"{"h":"#.utf8) + head + Data(#","m":"\#(commitment.base64url)"}"#.utf8)
  }

  /// Reads a line; refuses anything but the bytes a line is written with.
  package init(bytes: Data) throws(JSONError) {
    guard bytes.count <= Self.byteLimit else {
      throw JSONError("A line has more than \(Self.byteLimit) bytes.")
    }
    let line = try CanonicalJSON(bytes)
    var fields = try JSONFields(line.value, "line")
    // How many members a line of this sort has.
    let members: Int
    if let own = fields.take("o") {
      guard let id = own.string.flatMap(Self.own) else { throw fields.wrong("o") }
      (self, members) = (id, 1)
    } else if let known = fields.take("k") {
      guard let run = known.string.flatMap(Self.known) else { throw fields.wrong("k") }
      (self, members) = (run, 1)
    } else {
      let head = try EntryHead(json: fields.value("h"), canonical: line.bytes(of: "h") ?? Data())
      if let body = fields.take("b") {
        guard body.object != nil else { throw fields.wrong("b") }
        self = .entry(Entry(head: head, body: body, bytes: line.bytes(of: "b") ?? Data()))
      } else {
        self = .entry(Entry(head: head, body: .erased(commitment: try fields.digest("m"))))
      }
      members = 2
    }
    guard line.value.object?.count == members else {
      throw JSONError("A line has members nobody knows.")
    }
  }

  private static func own(_ text: String) -> WireLine? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let epoch = Int(parts[0]), let seq = Int(parts[1]), epoch >= 1,
      seq >= 1, text == "\(epoch).\(seq)"
    else { return nil }
    return .own(epoch: epoch, seq: seq)
  }

  private static func known(_ text: String) -> WireLine? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let epoch = parts[0], let from = parts[1], let count = parts[2],
      epoch >= 1, from >= 0, count >= 1, text == "\(epoch).\(from).\(count)"
    else { return nil }
    return .known(epoch: epoch, from: from, count: count)
  }
}
