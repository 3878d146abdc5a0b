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

  package var json: JSONValue {
    switch self {
    case .own(let epoch, let seq): return ["o": .string("\(epoch).\(seq)")]
    case .known(let epoch, let from, let count):
      return ["k": .string("\(epoch).\(from).\(count)")]
    case .entry(let entry):
      switch entry.body {
      case .present(let body): return ["b": body, "h": entry.head.json]
      case .erased(let commitment):
        return ["h": entry.head.json, "m": .string(commitment.base64url)]
      }
    }
  }

  /// Canonical JSON.
  package var bytes: Data { json.canonical }

  /// Reads a line; refuses anything but the bytes a line is written with.
  package init(bytes: Data) throws(JSONError) {
    guard bytes.count <= Self.byteLimit else {
      throw JSONError("A line has more than \(Self.byteLimit) bytes.")
    }
    var fields = try JSONFields(JSONValue(canonical: bytes), "line")
    if let own = fields.take("o") {
      guard let id = own.string.flatMap(Self.own) else { throw fields.wrong("o") }
      self = id
    } else if let known = fields.take("k") {
      guard let run = known.string.flatMap(Self.known) else { throw fields.wrong("k") }
      self = run
    } else {
      let head = try EntryHead(json: fields.value("h"))
      if let body = fields.take("b") {
        guard body.object != nil else { throw fields.wrong("b") }
        self = .entry(Entry(head: head, body: .present(body)))
      } else {
        self = .entry(Entry(head: head, body: .erased(commitment: try fields.digest("m"))))
      }
    }
    guard json.canonical == bytes else { throw JSONError("A line has members nobody knows.") }
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
