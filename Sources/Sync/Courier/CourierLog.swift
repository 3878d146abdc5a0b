package import Foundation
package import Identity

/// What the hub sends to a unit on a stick: a part of the unit's log, and what it has of every
/// device's stream.
package struct CourierLog: Sendable, Hashable {
  /// What concerns one device.
  package struct Device: Sendable, Hashable {
    /// How far the hub has each epoch of its stream.
    package var acks: [Int: Int] = [:]
    /// How each epoch of its stream stands there; none on sticks of older hubs.
    package var ends: [Int: StreamPoint] = [:]
    /// What of the log of an earlier epoch is asked back.
    package var recall: LogCursor?
    /// The range of dossier numbers of an epoch of the device.
    package var range: (epoch: Int, range: CodeRange)?
    package var forks: [ForkedStream] = []
    /// Entries kept until what they build upon has come.
    package var held = 0

    package init() {}

    package static func == (left: Device, right: Device) -> Bool { left.json == right.json }
    package func hash(into hasher: inout Hasher) { hasher.combine(json) }
  }

  /// A fork, and the digest of the head that differs: two machines have the same name.
  package struct ForkedStream: Sendable, Hashable {
    package let fork: StreamFork
    package let digest: Digest

    package init(fork: StreamFork, digest: Digest) {
      self.fork = fork
      self.digest = digest
    }
  }

  package let hub: DeviceID
  package let unit: String
  package let epoch: Int
  package let part: LogPart
  package let devices: [DeviceID: Device]
  /// Files the hub has whole.
  package let have: [Digest]
  package let bundle: TrustBundle
  package let time: Int64

  package init(
    hub: DeviceID, unit: String, epoch: Int, part: LogPart, devices: [DeviceID: Device],
    have: [Digest], bundle: TrustBundle, time: Int64
  ) {
    self.hub = hub
    self.unit = unit
    self.epoch = epoch
    self.part = part
    self.devices = devices
    self.have = have
    self.bundle = bundle
    self.time = time
  }

  package func encoded() throws -> Data {
    let header: JSONValue = [
      "v": 1, "hub": .string(hub.rawValue), "unit": .string(unit),
      "epoch": .integer(Int64(epoch)), "time": .integer(time),
      "have": .array(have.map { .string($0.hex) }), "bundle": bundle.json,
      "part": [
        "checkpoint": part.checkpoint.json, "from": .integer(Int64(part.from)),
        "count": .integer(Int64(part.lines.count)),
      ],
      "devices": .object(
        Dictionary(uniqueKeysWithValues: devices.map { ($0.key.rawValue, $0.value.json) })),
    ]
    return SignedMessage.join(header, try Segment.encode(part.lines))
  }

  package init(encoded bytes: Data) throws {
    let (header, payload) = try SignedMessage.split(bytes)
    var fields = try JSONFields(header, "courier log")
    try fields.version(1)
    hub = try fields.deviceID("hub")
    unit = try fields.string("unit")
    epoch = try fields.count("epoch")
    time = try fields.integer64("time")
    bundle = try TrustBundle(json: fields.value("bundle"))
    have = try fields.array("have").map { value in
      guard let digest = value.string.flatMap({ Digest(hex: $0) }) else {
        throw fields.wrong("have")
      }
      return digest
    }
    var part = try JSONFields(fields.value("part"), "log part")
    let lines = try Segment.decode(payload)
    guard try part.count("count") == lines.count else {
      throw MessageError.lines("The courier log carries another number of lines than it names.")
    }
    self.part = LogPart(
      checkpoint: try Checkpoint(json: part.value("checkpoint")), from: try part.count("from"),
      lines: lines)
    var devices: [DeviceID: Device] = [:]
    for (name, value) in try fields.object("devices") {
      guard let id = DeviceID(rawValue: name) else { throw fields.wrong("devices") }
      devices[id] = try Device(json: value)
    }
    self.devices = devices
  }
}

extension CourierLog.Device {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "acks": .object(EpochCounts.json(acks)), "held": .integer(Int64(held)),
      "forks": .array(
        forks.map {
          .object($0.fork.json.merging(["digest": .string($0.digest.base64url)]) { $1 })
        }),
    ]
    if !ends.isEmpty { members["ends"] = StreamPoints.json(ends) }
    members["recall"] = recall?.json
    members["range"] = range.map {
      ["epoch": .integer(Int64($0.epoch)), "range": $0.range.json]
    }
    return .object(members)
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "courier log's device")
    acks = try EpochCounts.read(fields.value("acks"), "acks")
    ends = try fields.take("ends").map { try StreamPoints.read($0, "ends") } ?? [:]
    held = try fields.count("held")
    recall = try fields.take("recall").map(LogCursor.init(json:))
    range = try fields.take("range").map { value in
      var fields = try JSONFields(value, "granted range")
      return (try fields.count("epoch"), try CodeRange(json: fields.value("range")))
    }
    forks = try fields.array("forks").map { value in
      var fields = try JSONFields(value, "fork")
      return CourierLog.ForkedStream(
        fork: try StreamFork(&fields), digest: try fields.digest("digest"))
    }
  }
}

/// A piece of an attachment on a stick.
package struct CourierPiece: Sendable, Hashable {
  /// Bytes of one piece.
  package static let byteLimit = 4 << 20

  package let address: Digest
  package let size: Int
  package let offset: Int
  package let bytes: Data

  package init(address: Digest, size: Int, offset: Int, bytes: Data) {
    self.address = address
    self.size = size
    self.offset = offset
    self.bytes = bytes
  }

  package func encoded() -> Data {
    let header: JSONValue = [
      "sha256": .string(address.hex), "size": .integer(Int64(size)),
      "offset": .integer(Int64(offset)),
    ]
    return SignedMessage.join(header, bytes)
  }

  package init(encoded data: Data) throws {
    let (header, payload) = try SignedMessage.split(data)
    var fields = try JSONFields(header, "piece of a file")
    guard let address = Digest(hex: try fields.string("sha256")) else {
      throw fields.wrong("sha256")
    }
    self.address = address
    size = try fields.count("size")
    offset = try fields.count("offset")
    bytes = payload
    guard bytes.count <= Self.byteLimit, offset + bytes.count <= size else {
      throw MessageError.lines("A piece of a file lies outside the file.")
    }
  }
}
