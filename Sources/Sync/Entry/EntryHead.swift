package import Foundation
package import Identity

/// Where an entry's wall time comes from. It never decides anything; it is shown.
package enum ClockSource: String, Sendable, Codable {
  /// Checked against the hub's time.
  case hub
  /// Confirmed by an officer.
  case officer
  case unchecked
}

/// The open part of an entry: opaque identifiers only, nothing about a person.
package struct EntryHead: Sendable, Hashable {
  package static let byteLimit = 64 * 1024
  package static let replacesLimit = 1000
  package static let textLimit = 64

  package let id: EntryID
  /// Milliseconds since 1970-01-01T00:00:00Z, as the author's clock said.
  package let time: Int64
  package let clock: ClockSource
  /// An officer's subject id, "local:UID" or "hub".
  package let actor: String
  /// `nil`: this entry is the first of its subject.
  package let subject: SubjectID?
  package let kind: String
  /// The entries of the same sort this one replaces, in order.
  package let replaces: [EntryID]
  /// Members of later versions, kept and covered by the digest.
  package let unknown: [String: JSONValue]

  package var author: DeviceID { id.author }
  package var epoch: Int { id.epoch }
  package var seq: Int { id.seq }
  /// The subject this entry belongs to, also when it starts it.
  package var subjectID: SubjectID { subject ?? id }

  package init(
    id: EntryID, time: Int64, clock: ClockSource, actor: String, subject: SubjectID?,
    kind: String, replaces: [EntryID] = [], unknown: [String: JSONValue] = [:]
  ) {
    self.id = id
    self.time = time
    self.clock = clock
    self.actor = actor
    self.subject = subject
    self.kind = kind
    self.replaces = Set(replaces).sorted()
    self.unknown = unknown
    precondition(isPlausible, "an entry's actor, kind and predecessors keep their limits")
  }

  private var isPlausible: Bool {
    let texts = [actor, kind]
    return texts.allSatisfy { (1...Self.textLimit).contains($0.utf8.count) }
      && replaces.count <= Self.replacesLimit
  }
}

extension EntryHead {
  private static let known: Set<String> = ["a", "c", "e", "k", "o", "r", "s", "t", "u"]

  package var json: JSONValue {
    var members = unknown
    members["a"] = .string(author.rawValue)
    members["c"] = .string(clock.rawValue)
    members["e"] = .integer(Int64(epoch))
    members["k"] = .string(kind)
    members["o"] = .string(actor)
    members["r"] = replaces.isEmpty ? nil : .array(replaces.map { .string($0.description) })
    members["s"] = .integer(Int64(seq))
    members["t"] = .integer(time)
    members["u"] = subject.map { .string($0.description) }
    return .object(members)
  }

  package var canonical: Data { json.canonical }

  /// Reads a head; refuses bytes that are not its canonical form.
  package init(canonical bytes: Data) throws(JSONError) {
    guard bytes.count <= Self.byteLimit else { throw JSONError("An entry's head is too long.") }
    try self.init(json: JSONValue(canonical: bytes))
  }

  package init(json: JSONValue) throws(JSONError) {
    var fields = try JSONFields(json, "entry head")
    let author = try fields.deviceID("a")
    let epoch = try fields.count("e")
    let seq = try fields.count("s")
    guard epoch >= 1 else { throw fields.wrong("e") }
    guard seq >= 1 else { throw fields.wrong("s") }
    self.id = EntryID(author: author, epoch: epoch, seq: seq)
    self.time = try fields.integer64("t")
    guard let clock = ClockSource(rawValue: try fields.string("c")) else {
      throw fields.wrong("c")
    }
    self.clock = clock
    self.actor = try fields.string("o")
    self.kind = try fields.string("k")
    self.subject = try fields.take("u").map { value throws(JSONError) in
      guard let id = value.string.flatMap({ EntryID($0) }) else { throw fields.wrong("u") }
      return id
    }
    var replaces: [EntryID] = []
    for value in fields.take("r")?.array ?? [] {
      guard let id = value.string.flatMap({ EntryID($0) }) else { throw fields.wrong("r") }
      replaces.append(id)
    }
    self.replaces = Set(replaces).sorted()
    self.unknown = fields.rest
    guard isPlausible else { throw JSONError("An entry's head keeps not its limits.") }
    // Catches an explicit null, an empty or unsorted list: forms we never write.
    guard self.json == json else { throw JSONError("An entry's head is not in canonical form.") }
  }
}
