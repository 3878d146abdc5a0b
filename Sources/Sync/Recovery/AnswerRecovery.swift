package import Identity

/// The hub keeps what the device sends, and lets none of it count.
package struct KeptApart: Sendable, Hashable {
  package enum Reason: String, Sendable {
    /// Until a person at the province has judged.
    case quarantined
    /// The device's key has ended.
    case revoked
  }

  package let reason: Reason
  /// Entries of the device that are kept apart.
  package let entries: Int

  package init(reason: Reason, entries: Int) {
    self.reason = reason
    self.entries = entries
  }

  package var json: JSONValue {
    ["as": .string(reason.rawValue), "entries": .integer(Int64(entries))]
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "entries kept apart")
    guard let reason = Reason(rawValue: try fields.string("as")) else { throw fields.wrong("as") }
    self.init(reason: reason, entries: try fields.count("entries"))
  }
}

/// What an answer says beside acknowledgement and log so that either side finds back what the
/// other lost. Empty in the ordinary course of things.
package struct AnswerRecovery: Sendable, Hashable {
  /// How far the hub has each epoch of the device's stream; `nil` if that did not change.
  package var acks: [Int: Int]?
  /// For each unit: of the log of that epoch the hub has only so much. What is behind it is to
  /// be given back.
  package var recall: [String: LogCursor] = [:]
  package var fork: StreamFork?
  /// The epochs of the device's stream that stand otherwise here than it said, to be sent again
  /// from the beginning; none, if it has not said how they stand and is to.
  package var compare: [Int]?
  /// How the epoch of the request stands at the hub, if the device wanted to know; without the
  /// epoch, nothing of it is there.
  package var ends: [Int: StreamPoint]?
  /// The dossier numbers the device may give out from now on.
  package var range: CodeRange?
  /// Files the hub has in a verified backup.
  package var safe: [Digest] = []
  /// Entries the hub keeps but cannot apply yet.
  package var held = 0
  /// Set while the device stands apart; only for readers of that level.
  package var apart: KeptApart?
  /// Subjects of the run that are erased at the hub, of which it can check no body any more. It
  /// took nothing of the run.
  package var unprovable: Set<SubjectID> = []
  /// Up to this epoch a person at the province has judged the forks of the device's stream.
  package var settled: Int?

  package init() {}

  /// Whether the answer says nothing of any log, because something else comes first.
  package var isWithoutLog: Bool { fork != nil || compare != nil || ends != nil }
}

extension AnswerRecovery {
  func write(_ members: inout [String: JSONValue]) {
    members["acks"] = acks.map { .object(EpochCounts.json($0)) }
    if !recall.isEmpty { members["recall"] = .object(recall.mapValues(\.json)) }
    members["fork"] = fork.map { .object($0.json) }
    members["compare"] = compare.map { .array($0.map { .integer(Int64($0)) }) }
    members["ends"] = ends.map(StreamPoints.json)
    members["range"] = range?.json
    if !safe.isEmpty { members["safe"] = .array(safe.map { .string($0.hex) }) }
    if held > 0 { members["held"] = .integer(Int64(held)) }
    members["apart"] = apart?.json
    if !unprovable.isEmpty {
      members["unprovable"] = .array(unprovable.sorted().map { .string($0.description) })
    }
    members["settled"] = settled.map { .integer(Int64($0)) }
  }

  init(_ fields: inout JSONFields) throws {
    acks = try fields.take("acks").map { try EpochCounts.read($0, "acks") }
    recall = try (fields.take("recall")?.object ?? [:]).mapValues(LogCursor.init(json:))
    fork = try fields.take("fork").map { value in
      var fields = try JSONFields(value, "fork")
      return try StreamFork(&fields)
    }
    compare = try fields.take("compare").map { value in
      try (value.array ?? []).map { epoch in
        guard let epoch = epoch.integer.flatMap({ Int(exactly: $0) }), epoch >= 1 else {
          throw fields.wrong("compare")
        }
        return epoch
      }
    }
    ends = try fields.take("ends").map { try StreamPoints.read($0, "ends") }
    range = try fields.take("range").map(CodeRange.init(json:))
    safe = try (fields.take("safe")?.array ?? []).map { value in
      guard let digest = value.string.flatMap({ Digest(hex: $0) }) else {
        throw fields.wrong("safe")
      }
      return digest
    }
    held =
      try fields.take("held").map { value in
        guard let count = value.integer, count >= 0, let count = Int(exactly: count) else {
          throw fields.wrong("held")
        }
        return count
      } ?? 0
    apart = try fields.take("apart").map(KeptApart.init(json:))
    unprovable = try Set(
      (fields.take("unprovable")?.array ?? []).map { value in
        guard let subject = value.string.flatMap({ SubjectID($0) }) else {
          throw fields.wrong("unprovable")
        }
        return subject
      })
    settled = try fields.take("settled").map { value in
      guard let epoch = value.integer.flatMap({ Int(exactly: $0) }), epoch >= 1 else {
        throw fields.wrong("settled")
      }
      return epoch
    }
  }
}
