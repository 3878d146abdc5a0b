package import Foundation
package import Identity

/// How much of a unit's log a device has.
package struct LogCursor: Sendable, Hashable, Codable {
  /// The hub's epoch the size belongs to; 0 for a log not yet begun.
  package let epoch: Int
  package let size: Int

  package init(epoch: Int, size: Int) {
    self.epoch = epoch
    self.size = size
  }
}

/// `POST /sync/v1/exchange`: a device's entries after what the hub acknowledged, and its cursors.
package struct ExchangeRequest: Sendable, Hashable {
  package static let version: Int64 = 1

  package let hub: DeviceID
  package let device: DeviceID
  /// The epoch of the device's stream.
  package let epoch: Int
  /// The hub's last nonce.
  package let nonce: String
  /// The entries are those from `after` + 1 on.
  package let after: Int
  /// Signature over the end of this run; `nil` if there are no entries.
  package let stream: StreamHead?
  package let logs: [String: LogCursor]
  /// The device's clock, milliseconds.
  package let time: Int64
  package let entries: [Entry]
  /// The version of the province's catalogue the device has; 0 for none.
  package let catalogue: Int
  package let recovery: RequestRecovery
  /// By unit, how far the device is with what comes ahead of the log; empty to begin, `nil` if it
  /// wants nothing ahead.
  package var ahead: [String: AheadCursor]?
  /// What the sender understands of answers: `RequestRecovery.level`, or 1 for older programs.
  package private(set) var reads: Int
  /// The name of the catalogue's dictionary its segment was written with, once it is read.
  package private(set) var dictionary: String?

  package init(
    hub: DeviceID, device: DeviceID, epoch: Int, nonce: String, after: Int, stream: StreamHead?,
    logs: [String: LogCursor], time: Int64, entries: [Entry],
    catalogue: Int = 0, recovery: RequestRecovery = RequestRecovery(),
    reads: Int = RequestRecovery.level
  ) {
    self.catalogue = catalogue
    self.hub = hub
    self.device = device
    self.epoch = epoch
    self.nonce = nonce
    self.after = after
    self.stream = stream
    self.logs = logs
    self.time = time
    self.entries = entries
    self.recovery = recovery
    self.reads = reads
  }

  /// The request as a hub of that level takes it.
  package func read(atLevel level: Int) -> ExchangeRequest {
    var request = self
    request.reads = min(reads, level)
    return request
  }

  /// - Parameter form: what the hub reads.
  package func sign(
    _ key: SigningKey, _ purpose: SignedMessage.Purpose = .exchange, as form: Segment.Form = .plain
  ) throws -> SignedMessage {
    SignedMessage.sign(try encoded(as: form), purpose, key)
  }

  /// The body of the request; on a stick, signed as part of its file.
  package func encoded(as form: Segment.Form = .plain) throws -> Data {
    let lines = entries + (recovery.returns?.entries ?? [])
    let segment = try Segment.encode(lines.map(WireLine.entry), thoroughly: true, as: form)
    return try SignedMessage.join(header, segment, as: form)
  }

  /// Reads and checks a request. `key` finds the key of an enrolled device and throws for others;
  /// nothing behind the header is read before the signature holds.
  ///
  /// - Throws: ``SegmentError/unknownDictionary`` if `dictionary` does not find what it needs.
  package static func verified(
    _ message: SignedMessage, _ purpose: SignedMessage.Purpose = .exchange, by hub: DeviceID,
    dictionary: SegmentDictionary.Lookup = { _ in nil }, key: (DeviceID) throws -> VerifyingKey
  ) throws -> ExchangeRequest {
    let (header, payload) = try SignedMessage.split(message.body)
    var fields = try JSONFields(header, "exchange request")
    try fields.version(version)
    let device = try fields.deviceID("device")
    guard message.isValid(purpose, try key(device)) else {
      throw MessageError.signature(device)
    }
    return try read(header, payload, by: hub, dictionary)
  }

  /// Reads a body whose signature has been checked.
  package init(
    encoded body: Data, by hub: DeviceID, dictionary: SegmentDictionary.Lookup = { _ in nil }
  ) throws {
    let (header, payload) = try SignedMessage.split(body)
    self = try Self.read(header, payload, by: hub, dictionary)
  }

  private static func read(
    _ header: JSONValue, _ payload: Data, by hub: DeviceID,
    _ dictionary: SegmentDictionary.Lookup
  ) throws -> ExchangeRequest {
    var fields = try JSONFields(header, "exchange request")
    try fields.version(version)
    let device = try fields.deviceID("device")
    let target = try fields.deviceID("hub")
    guard target == hub else { throw MessageError.otherHub(target) }
    let count = try fields.count("count")
    let lines = try entries(payload, dictionary)
    guard count <= lines.count else {
      throw MessageError.lines("The request names \(count) entries but carries others.")
    }
    var request = ExchangeRequest(
      hub: target, device: device, epoch: try fields.count("epoch"),
      nonce: try fields.string("nonce"), after: try fields.count("after"),
      stream: try fields.take("stream").map(StreamHead.init(json:)),
      logs: try fields.object("logs").mapValues(LogCursor.init(json:)),
      time: try fields.integer64("time"), entries: Array(lines.prefix(count)),
      catalogue: try catalogue(&fields),
      recovery: try RequestRecovery(&fields, lines: lines.dropFirst(count)),
      reads: Int(clamping: fields.take("reads")?.integer ?? 1))
    guard request.entries.isEmpty || request.stream != nil else {
      throw MessageError.lines("The request has entries but no stream head.")
    }
    request.ahead = try fields.take("ahead").map { value in
      guard let units = value.object else { throw fields.wrong("ahead") }
      return try units.mapValues(AheadCursor.init(json:))
    }
    request.dictionary = Segment.dictionaryName(of: payload)
    return request
  }

  private static func catalogue(_ fields: inout JSONFields) throws -> Int {
    guard let version = fields.take("catalogue") else { return 0 }
    guard let number = version.integer.flatMap({ Int(exactly: $0) }), number >= 0 else {
      throw fields.wrong("catalogue")
    }
    return number
  }

  /// The trust bundle a request shows, read before anybody knows whose request it is: the bundle
  /// speaks for itself.
  package static func bundle(of message: SignedMessage) throws -> TrustBundle? {
    let (header, _) = try SignedMessage.split(message.body)
    return try header["bundle"].map(TrustBundle.init(json:))
  }

  private static func entries(_ payload: Data, _ dictionary: SegmentDictionary.Lookup) throws
    -> [Entry]
  {
    try Segment.decode(payload, dictionary: dictionary).map { line in
      guard case .entry(let entry) = line else {
        throw MessageError.lines("A request carries entries only.")
      }
      return entry
    }
  }

  private var header: JSONValue {
    var members: [String: JSONValue] = [
      "v": .integer(Self.version), "hub": .string(hub.rawValue),
      "device": .string(device.rawValue), "epoch": .integer(Int64(epoch)),
      "nonce": .string(nonce), "after": .integer(Int64(after)),
      "count": .integer(Int64(entries.count)), "stream": stream?.json ?? .null,
      "logs": .object(logs.mapValues(\.json)), "time": .integer(time),
    ]
    if catalogue > 0 { members["catalogue"] = .integer(Int64(catalogue)) }
    if reads >= RequestRecovery.forks {
      members["reads"] = .integer(Int64(reads))
      recovery.write(&members)
    }
    members["ahead"] = ahead.map { .object($0.mapValues(\.json)) }
    return .object(members)
  }
}

extension LogCursor: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "log cursor")
    self.init(epoch: try fields.count("epoch"), size: try fields.count("size"))
  }

  package var json: JSONValue {
    ["epoch": .integer(Int64(epoch)), "size": .integer(Int64(size))]
  }
}
