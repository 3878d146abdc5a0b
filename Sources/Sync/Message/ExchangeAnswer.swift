package import Foundation
package import Identity

/// A run of one unit's log. The checkpoint is of the log up to the last entry the lines stand for,
/// also when there is `more`: every part can be verified as it comes.
package struct LogPart: Sendable, Hashable {
  package let checkpoint: Checkpoint
  /// Position of the first line, 0 for the log's first entry.
  package let from: Int
  package let lines: [WireLine]

  package init(checkpoint: Checkpoint, from: Int, lines: [WireLine]) {
    self.checkpoint = checkpoint
    self.from = from
    self.lines = lines
  }

  /// As it is kept until what comes before it is there.
  package func encoded() throws -> Data {
    let header: JSONValue = [
      "checkpoint": checkpoint.json, "from": .integer(Int64(from)),
    ]
    return SignedMessage.join(header, try Segment.encode(lines))
  }

  package init(encoded bytes: Data) throws {
    let (header, payload) = try SignedMessage.split(bytes)
    var fields = try JSONFields(header, "log part")
    checkpoint = try Checkpoint(json: fields.value("checkpoint"))
    from = try fields.count("from")
    lines = try Segment.decode(payload)
  }
}

/// What the hub answers to an exchange.
package struct ExchangeAnswer: Sendable, Hashable {
  package static let version: Int64 = 1

  package let hub: DeviceID
  /// The hub's epoch.
  package let epoch: Int
  /// The nonce of the device's next request.
  package let nonce: String
  /// The highest `seq` of the device's stream (in the request's epoch) up to which the hub has
  /// everything durably. It may be lower than before in a new hub epoch.
  package let ack: Int
  package let logs: [String: LogPart]
  /// What comes ahead of the logs.
  package var ahead: [String: AheadPart] = [:]
  /// The hub's clock, milliseconds.
  package let time: Int64
  /// Seconds until the device should ask again, if nothing happens.
  package let wait: Int
  /// Whether a request at once would bring more.
  package let more: Bool
  /// Sent when it changed.
  package let bundle: TrustBundle?
  /// Files the hub has already of those it was told about.
  package let have: [Digest]
  /// Files the hub was told about and does not have.
  package let want: [Digest]
  /// The newest catalogue of the province, if the device has an older one.
  package let catalogue: CatalogueOffer?
  package let recovery: AnswerRecovery
  /// What the hub understands of requests, as in ``ExchangeRequest/reads``.
  package let reads: Int

  package init(
    hub: DeviceID, epoch: Int, nonce: String, ack: Int, logs: [String: LogPart], time: Int64,
    wait: Int, more: Bool, bundle: TrustBundle? = nil, have: [Digest] = [], want: [Digest] = [],
    catalogue: CatalogueOffer? = nil, recovery: AnswerRecovery = AnswerRecovery(), reads: Int = 1
  ) {
    self.reads = reads
    self.hub = hub
    self.epoch = epoch
    self.nonce = nonce
    self.ack = ack
    self.logs = logs
    self.time = time
    self.wait = wait
    self.more = more
    self.bundle = bundle
    self.have = have
    self.want = want
    self.catalogue = catalogue
    self.recovery = recovery
  }

  /// Whether any lines of logs come with it.
  package var hasLines: Bool {
    logs.values.contains { !$0.lines.isEmpty } || ahead.values.contains { !$0.lines.isEmpty }
  }

  /// - Parameter dictionary: one the device has.
  package func sign(_ key: SigningKey, dictionary: SegmentDictionary? = nil) throws
    -> SignedMessage
  {
    let form = form(dictionary)
    let segment = try Segment.encode(
      Self.order(logs).flatMap { logs[$0]?.lines ?? [] }
        + Self.order(ahead).flatMap { ahead[$0]?.lines ?? [] }, as: form)
    return SignedMessage.sign(try SignedMessage.join(header, segment, as: form), .answer, key)
  }

  /// A hub says no more than the device said: what it reads, the device reads too.
  private func form(_ dictionary: SegmentDictionary?) -> Segment.Form {
    if reads >= RequestRecovery.dictionaries, let dictionary { return .catalogue(dictionary) }
    return reads >= RequestRecovery.brief ? .brief : .plain
  }

  /// Reads and checks an answer of the hub with `key`.
  ///
  /// - Throws: ``SegmentError/unknownDictionary`` if `dictionary` does not find what it needs.
  package static func verified(
    _ message: SignedMessage, key: VerifyingKey,
    dictionary: SegmentDictionary.Lookup = { _ in nil }
  ) throws -> ExchangeAnswer {
    guard message.isValid(.answer, key) else { throw MessageError.signature(key.deviceID) }
    let (header, payload) = try SignedMessage.split(message.body)
    var fields = try JSONFields(header, "exchange answer")
    try fields.version(version)
    let hub = try fields.deviceID("hub")
    guard hub == key.deviceID else { throw MessageError.otherHub(hub) }
    var lines = try Segment.decode(payload, dictionary: dictionary)[...]
    var answer = ExchangeAnswer(
      hub: hub, epoch: try fields.count("epoch"), nonce: try fields.string("nonce"),
      ack: try fields.count("ack"), logs: try logs(fields.object("logs"), &lines),
      time: try fields.integer64("time"), wait: try fields.count("wait"),
      more: try fields.bool("more"), bundle: try fields.take("bundle").map(TrustBundle.init(json:)),
      have: try digests(&fields, "have"), want: try digests(&fields, "want"),
      catalogue: try fields.take("catalogue").map(CatalogueOffer.init(json:)),
      recovery: try AnswerRecovery(&fields),
      reads: Int(clamping: fields.take("reads")?.integer ?? 1))
    answer.ahead = try ahead(fields.take("ahead")?.object ?? [:], &lines)
    guard lines.isEmpty else {
      throw MessageError.lines("The answer carries more lines than it names.")
    }
    return answer
  }

  private static func ahead(
    _ parts: [String: JSONValue], _ lines: inout ArraySlice<WireLine>
  ) throws -> [String: AheadPart] {
    var ahead: [String: AheadPart] = [:]
    for unit in order(parts) {
      ahead[unit] = try parts[unit].map { try AheadPart(json: $0, lines: &lines) }
    }
    return ahead
  }

  private static func logs(
    _ parts: [String: JSONValue], _ lines: inout ArraySlice<WireLine>
  ) throws -> [String: LogPart] {
    var logs: [String: LogPart] = [:]
    for unit in order(parts) {
      guard let part = parts[unit] else { continue }
      var fields = try JSONFields(part, "log part")
      let checkpoint = try Checkpoint(json: fields.value("checkpoint"))
      let count = try fields.count("count")
      guard count <= lines.count else {
        throw MessageError.lines("The answer carries fewer lines than it names.")
      }
      logs[unit] = LogPart(
        checkpoint: checkpoint, from: try fields.count("from"), lines: Array(lines.prefix(count)))
      lines = lines.dropFirst(count)
    }
    return logs
  }

  private static func digests(_ fields: inout JSONFields, _ key: String) throws -> [Digest] {
    try (fields.take(key)?.array ?? []).map { value in
      guard let digest = value.string.flatMap({ Digest(hex: $0) }) else { throw fields.wrong(key) }
      return digest
    }
  }

  private static func order(_ logs: [String: some Any]) -> [String] {
    logs.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private var header: JSONValue {
    var members: [String: JSONValue] = [
      "v": .integer(Self.version), "hub": .string(hub.rawValue), "epoch": .integer(Int64(epoch)),
      "nonce": .string(nonce), "ack": .integer(Int64(ack)), "time": .integer(time),
      "wait": .integer(Int64(wait)), "more": .bool(more),
    ]
    if !have.isEmpty { members["have"] = .array(have.map { .string($0.hex) }) }
    if !want.isEmpty { members["want"] = .array(want.map { .string($0.hex) }) }
    if reads > 1 { members["reads"] = .integer(Int64(reads)) }
    members["bundle"] = bundle?.json
    members["catalogue"] = catalogue?.json
    recovery.write(&members)
    if !ahead.isEmpty { members["ahead"] = .object(ahead.mapValues(\.json)) }
    members["logs"] = .object(
      logs.mapValues { part in
        [
          "checkpoint": part.checkpoint.json, "from": .integer(Int64(part.from)),
          "count": .integer(Int64(part.lines.count)),
        ]
      })
    return .object(members)
  }
}
