package import Foundation
package import Identity

/// Entries of a unit's log that a hub lost, given back by a device that followed the log. Their
/// digests, put behind the part of the log the hub still has, give the root the hub signed.
package struct ReturnedRun: Sendable, Hashable {
  package let unit: String
  /// The position of the first line in the log of the checkpoint's epoch.
  package let from: Int
  /// What the hub signed for the log up to the end of the run.
  package let checkpoint: Checkpoint
  /// Whole entries; never by reference.
  package let entries: [Entry]
  /// Secrets of subjects that began before the run and of which it has bodies: the hub may have
  /// another subject under the name, or none.
  package let secrets: [SubjectID: Data]

  package init(
    unit: String, from: Int, checkpoint: Checkpoint, entries: [Entry],
    secrets: [SubjectID: Data] = [:]
  ) {
    self.unit = unit
    self.from = from
    self.checkpoint = checkpoint
    self.entries = entries
    self.secrets = secrets
  }

  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "unit": .string(unit), "from": .integer(Int64(from)),
      "count": .integer(Int64(entries.count)), "checkpoint": checkpoint.json,
    ]
    if !secrets.isEmpty {
      members["secrets"] = .object(
        Dictionary(
          uniqueKeysWithValues: secrets.map { ($0.key.description, .string($0.value.base64url)) }))
    }
    return .object(members)
  }

  package static func secrets(_ json: JSONValue?) throws -> [SubjectID: Data] {
    try (json?.object ?? [:]).reduce(into: [:]) { secrets, member in
      guard let id = EntryID(member.key),
        let secret = member.value.string.flatMap({ Data(base64url: $0) })
      else { throw MessageError.lines("The returned run has secrets that cannot be read.") }
      secrets[id] = secret
    }
  }
}

/// What a request says beside its entries so that either side finds back what the other lost.
/// Empty in the ordinary course of things.
package struct RequestRecovery: Sendable, Hashable {
  /// How far this device has the other epochs of its own stream.
  package var has: [Int: Int] = [:]
  /// Whether the device waits for a range of dossier numbers.
  package var wantsRange = false
  /// Whether the device asks how its stream stands at the hub: an earlier request of it had no
  /// answer and may have arrived. It carries no entries then.
  package var wantsEnds = false
  /// How this device's own stream stands where the hub acknowledged it; `nil` unless the hub may
  /// keep another one under the same names.
  package var ends: [Int: StreamPoint]?
  /// Whether the entries were acknowledged before and come again, because the hub's stream stands
  /// otherwise: the acknowledgement then goes no further than they do.
  package var isAgain = false
  package var returns: ReturnedRun?
  /// A checkpoint of this hub that contradicts what the hub offered last.
  package var witness: Checkpoint?
  /// A trust bundle of this hub; given when the hub does not know the device any more.
  package var bundle: TrustBundle?
  /// Files the device would drop if the hub has them in a verified backup.
  package var asks: [Digest] = []

  /// Digests of the first entries of subjects of this run of which the hub can check no body any
  /// more: whoever names them has had those subjects.
  package var knew: [SubjectID: Digest] = [:]

  /// What this program knows of the other side's messages.
  package static let level = 9
  /// Readers from here on know `k` lines and forks.
  package static let forks = 2
  /// Readers from here on know that a log without news is left out, and a hub from here on takes
  /// the part of a file that came before a cut.
  package static let parts = 3
  /// Readers from here on know brief messages.
  package static let brief = 4
  /// Readers from here on compare the ends of streams.
  package static let ends = 5
  /// Readers from here on are told how a stream stands when they ask, and a hub from here on takes
  /// runs ahead of the exchange.
  package static let runs = 6
  /// Readers from here on know catalogues' dictionaries.
  package static let dictionaries = 7
  /// Readers from here on are told that the hub keeps apart what they send.
  package static let apart = 8
  /// Readers from here on are told of which erased dossiers the hub can check no body any more.
  package static let unprovable = 9
  /// Files one request may ask about.
  package static let asksLimit = 32

  package init() {}
}

extension RequestRecovery {
  func write(_ members: inout [String: JSONValue]) {
    if !has.isEmpty { members["has"] = .object(EpochCounts.json(has)) }
    let wants = (wantsRange ? ["range"] : []) + (wantsEnds ? ["ends"] : [])
    if !wants.isEmpty { members["wants"] = .array(wants.map(JSONValue.string)) }
    members["ends"] = ends.map(StreamPoints.json)
    if isAgain { members["again"] = true }
    members["witness"] = witness?.json
    members["bundle"] = bundle?.json
    if !asks.isEmpty { members["asks"] = .array(asks.map { .string($0.hex) }) }
    if !knew.isEmpty { members["knew"] = EntryDigests.json(knew) }
    members["returns"] = returns.map(\.json)
  }

  /// `lines` are those behind the device's own entries.
  init(_ fields: inout JSONFields, lines: ArraySlice<Entry>) throws {
    has = try EpochCounts.read(fields.take("has"), "has")
    let wants = fields.take("wants")?.array ?? []
    wantsRange = wants.contains("range")
    wantsEnds = wants.contains("ends")
    ends = try fields.take("ends").map { try StreamPoints.read($0, "ends") }
    isAgain = fields.take("again")?.bool ?? false
    witness = try fields.take("witness").map(Checkpoint.init(json:))
    bundle = try fields.take("bundle").map(TrustBundle.init(json:))
    asks = try (fields.take("asks")?.array ?? []).prefix(Self.asksLimit).map { value in
      guard let digest = value.string.flatMap({ Digest(hex: $0) }) else {
        throw fields.wrong("asks")
      }
      return digest
    }
    knew = try EntryDigests.take("knew", of: &fields)
    var rest = lines
    if let run = fields.take("returns") {
      var fields = try JSONFields(run, "returned run")
      let count = try fields.count("count")
      guard count <= rest.count else {
        throw MessageError.lines("The request carries fewer lines than it names.")
      }
      returns = ReturnedRun(
        unit: try fields.string("unit"), from: try fields.count("from"),
        checkpoint: try Checkpoint(json: fields.value("checkpoint")),
        entries: Array(rest.prefix(count)),
        secrets: try ReturnedRun.secrets(fields.take("secrets")))
      rest = rest.dropFirst(count)
    }
    guard rest.isEmpty else {
      throw MessageError.lines("The request carries more lines than it names.")
    }
  }
}

/// `{"1": 40, "2": 7}`: how far something is known of each epoch of a stream.
enum EpochCounts {
  static func json(_ counts: [Int: Int]) -> [String: JSONValue] {
    Dictionary(uniqueKeysWithValues: counts.map { (String($0.key), .integer(Int64($0.value))) })
  }

  static func read(_ value: JSONValue?, _ name: String) throws -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for (key, value) in value?.object ?? [:] {
      guard let epoch = Int(key), epoch >= 1, String(epoch) == key, let seq = value.integer,
        seq >= 0, let seq = Int(exactly: seq)
      else { throw MessageError.lines("The member “\(name)” does not name epochs and counts.") }
      counts[epoch] = seq
    }
    return counts
  }
}
