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
package struct EntryHead: Sendable {
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
  /// The bytes the digest covers: made once, or kept as they were read.
  package private(set) var canonical = Data()

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
    canonical = json.canonical
  }

  /// A head of nothing but known members that was read from its canonical form; `nil` beyond its
  /// limits.
  init?(
    id: EntryID, time: Int64, clock: ClockSource, actor: String, subject: SubjectID?,
    kind: String, sortedReplaces replaces: [EntryID], canonical: Data
  ) {
    self.id = id
    self.time = time
    self.clock = clock
    self.actor = actor
    self.subject = subject
    self.kind = kind
    self.replaces = replaces
    unknown = [:]
    self.canonical = canonical
    guard isPlausible else { return nil }
  }

  private var isPlausible: Bool {
    let lengths = 1...Self.textLimit
    return lengths.contains(actor.utf8.count) && lengths.contains(kind.utf8.count)
      && replaces.count <= Self.replacesLimit
  }
}

/// Two heads are one exactly if their canonical bytes are.
extension EntryHead: Hashable {
  package static func == (left: EntryHead, right: EntryHead) -> Bool {
    left.id == right.id && left.canonical == right.canonical
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

extension EntryHead {
  private static let known: Set<String> = ["a", "c", "e", "k", "o", "r", "s", "t", "u"]

  private var json: JSONValue {
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

  /// Reads a head; refuses bytes that are not its canonical form.
  package init(canonical bytes: Data) throws(JSONError) {
    if bytes.count <= Self.byteLimit, let head = HeadReader.read(bytes) {
      self = head
      return
    }
    try self.init(json: JSONValue(canonical: bytes), canonical: bytes)
  }

  /// - Parameter bytes: the canonical form of `json`.
  init(json: JSONValue, canonical bytes: Data) throws(JSONError) {
    guard bytes.count <= Self.byteLimit else { throw JSONError("An entry's head is too long.") }
    let fields = try HeadFields(json)
    let author = try fields.author()
    let epoch = try fields.number("e")
    let seq = try fields.number("s")
    guard epoch >= 1 else { throw fields.wrong("e") }
    guard seq >= 1 else { throw fields.wrong("s") }
    self.id = EntryID(author: author, epoch: epoch, seq: seq)
    self.time = try fields.integer("t")
    guard let clock = ClockSource(rawValue: try fields.string("c")) else {
      throw fields.wrong("c")
    }
    self.clock = clock
    self.actor = try fields.string("o")
    self.kind = try fields.string("k")
    self.subject = try fields.subject()
    let replaces = try fields.replaces()
    self.replaces = replaces.count > 1 ? Set(replaces).sorted() : replaces
    self.unknown = fields.rest(without: Self.known)
    self.canonical = bytes
    guard isPlausible else { throw JSONError("An entry's head keeps not its limits.") }
    // An explicit null, an empty or unsorted list: forms we never write.
    guard fields.isAsWritten(replaces: self.replaces, read: replaces, known: Self.known) else {
      throw JSONError("An entry's head is not in canonical form.")
    }
  }
}
