package import Foundation

/// What a hub says, signed, about one unit's log: so many entries, this root.
package struct Checkpoint: Sendable, Hashable, Codable, JSONConvertible {
  package let hub: DeviceID
  package let unit: String
  package let epoch: Int
  package let size: Int
  package let root: Digest
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let time: Int64
  package let signature: Data

  /// Signs the state of a log.
  package static func sign(
    unit: String, epoch: Int, size: Int, root: Digest, time: Int64, key: SigningKey
  ) -> Checkpoint {
    let hub = key.deviceID
    let text = signedText(hub, unit, epoch, size, root, time)
    return Checkpoint(
      hub: hub, unit: unit, epoch: epoch, size: size, root: root, time: time,
      signature: key.sign(text))
  }

  package func isValid(_ key: VerifyingKey) -> Bool {
    key.deviceID == hub
      && key.isValid(
        signature: signature, for: Self.signedText(hub, unit, epoch, size, root, time))
  }

  private static func signedText(
    _ hub: DeviceID, _ unit: String, _ epoch: Int, _ size: Int, _ root: Digest, _ time: Int64
  ) -> Data {
    Data(
      "motcua/checkpoint/1\n\(hub)\n\(unit)\n\(epoch)\n\(size)\n\(root.base64url)\n\(time)\n".utf8)
  }

  private init(
    hub: DeviceID, unit: String, epoch: Int, size: Int, root: Digest, time: Int64, signature: Data
  ) {
    self.hub = hub
    self.unit = unit
    self.epoch = epoch
    self.size = size
    self.root = root
    self.time = time
    self.signature = signature
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "checkpoint")
    self.hub = try fields.deviceID("hub")
    self.unit = try fields.string("unit")
    guard !unit.utf8.contains(where: { $0 < 0x20 }) else { throw fields.wrong("unit") }
    self.epoch = try fields.count("epoch")
    self.size = try fields.count("size")
    self.root = try fields.digest("root")
    self.time = try fields.integer64("time")
    self.signature = try fields.data("signature")
  }

  package var json: JSONValue {
    [
      "hub": .string(hub.rawValue), "unit": .string(unit), "epoch": .integer(Int64(epoch)),
      "size": .integer(Int64(size)), "root": .string(root.base64url), "time": .integer(time),
      "signature": .string(signature.base64url),
    ]
  }
}
