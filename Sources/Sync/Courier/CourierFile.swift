package import Foundation
package import Identity

/// One file on a stick: signed by its writer, sealed to those it is for. Whatever happened to the
/// stick, a file is read whole or not at all, and reading it again changes nothing.
package struct CourierFile: Sendable {
  package enum Kind: String, Sendable {
    /// A run of a device's stream, to the hub.
    case run
    /// A part of a unit's log with what the hub has, to the unit's devices.
    case log
    /// A piece of an attachment, to the hub.
    case file
  }

  package static let magic = Data("motcua-courier/1\n".utf8)
  package static let byteLimit = 16 << 20
  private static let signatureBytes = 64
  private static let envelopeLimit = 256 * 1024
  private static let info = "motcua/courier/1"

  package let kind: Kind
  package let writer: DeviceID
  package let hub: DeviceID
  package let unit: String
  private let envelope: Data
  private let keys: [String: HybridSeal]
  private let payload: Data
  private let signature: Data
  private let signed: Data

  /// A file for these recipients.
  package static func write(
    _ plain: Data, kind: Kind, hub: DeviceID, unit: String,
    to recipients: [DeviceID: AgreementPublicKey], by key: SigningKey, random: any RandomSource
  ) throws -> Data {
    let content = StorageKey(random: random)
    let context = Digest.of(plain).bytes
    let sealed = try recipients.mapValues { recipient in
      try HybridSeal.seal(content.rawRepresentation, to: recipient, info: info, context: context)
    }
    let payload = content.seal(plain, context: contextText(context), random: random)
    let envelope: JSONValue = [
      "v": 1, "kind": .string(kind.rawValue), "writer": .string(key.deviceID.rawValue),
      "hub": .string(hub.rawValue), "unit": .string(unit), "digest": .string(context.base64url),
      "size": .integer(Int64(payload.count)),
      "to": .object(
        Dictionary(uniqueKeysWithValues: sealed.map { ($0.key.rawValue, $0.value.json) })),
    ]
    let bytes = magic + envelope.canonical + Data("\n".utf8) + payload
    return bytes + key.sign(signedText(bytes))
  }

  /// Reads the outside of a file; its signature and content come next.
  package init(_ bytes: Data) throws(CourierProblem) {
    guard bytes.starts(with: Self.magic) else {
      throw Self.isCutOff(bytes.prefix(Self.magic.count)) ? .cutShort : .foreign
    }
    guard bytes.count <= Self.byteLimit else { throw .damaged }
    let rest = bytes.dropFirst(Self.magic.count)
    guard let end = rest.prefix(Self.envelopeLimit).firstIndex(of: UInt8(ascii: "\n")) else {
      throw .cutShort
    }
    envelope = Data(rest[rest.startIndex..<end])
    guard var fields = try? JSONFields(JSONValue(canonical: envelope), "courier file"),
      (try? fields.version(1)) != nil, let kind = (try? fields.string("kind")).flatMap(Kind.init),
      let writer = try? fields.deviceID("writer"), let hub = try? fields.deviceID("hub"),
      let unit = try? fields.string("unit"), let size = try? fields.count("size"),
      let to = try? fields.object("to"),
      let keys = try? to.mapValues(HybridSeal.init(json:))
    else { throw .damaged }
    let body = rest[rest.index(after: end)...]
    guard body.count >= size + Self.signatureBytes else { throw .cutShort }
    guard body.count == size + Self.signatureBytes else { throw .damaged }
    self.kind = kind
    self.writer = writer
    self.hub = hub
    self.unit = unit
    self.keys = keys
    payload = Data(body.prefix(size))
    signature = Data(body.suffix(Self.signatureBytes))
    signed = Self.signedText(Data(bytes.dropLast(Self.signatureBytes)))
  }

  /// What a stick pulled out while it was written leaves: nothing, a beginning, or blank blocks.
  private static func isCutOff(_ start: Data) -> Bool {
    magic.starts(with: start) || start.allSatisfy { $0 == 0 }
  }

  package func isSigned(by key: VerifyingKey) -> Bool {
    key.deviceID == writer && key.isValid(signature: signature, for: signed)
  }

  package func open(_ key: AgreementKey, as id: DeviceID) throws(CourierProblem) -> Data {
    guard let sealed = keys[id.rawValue] else { throw .notForUs }
    guard let digest = (try? JSONValue(parsing: envelope))?["digest"]?.string,
      let context = Data(base64url: digest),
      let raw = try? sealed.open(key, info: Self.info, context: context),
      let content = StorageKey(rawRepresentation: raw),
      let plain = try? content.open(payload, context: Self.contextText(context)),
      Digest.of(plain).bytes == context
    else { throw .damaged }
    return plain
  }

  private static func contextText(_ digest: Data) -> String { "courier \(digest.base64url)" }

  private static func signedText(_ bytes: Data) -> Data {
    Data("motcua/courier/1\n".utf8) + Digest.of(bytes).bytes
  }
}

/// Why a file on a stick is of no use.
package enum CourierProblem: Error, Sendable, Equatable {
  /// Not one of ours; none of our business.
  case foreign
  /// The copy ended too early.
  case cutShort
  case damaged
  /// Signed by nobody known here, or by somebody whose word does not count for it.
  case notSigned
  case notForUs
  /// For another province's hub.
  case otherHub
  /// Authentic, and not what the hub signed before.
  case contradicts
  /// It may be whole, and this machine could not keep what is in it.
  case notKept
}

/// A file to be put on a stick.
package struct CourierParcel: Sendable, Hashable {
  package let name: String
  package let data: Data

  package init(name: String, data: Data) {
    self.name = name
    self.data = data
  }

  /// As a stick takes it.
  package var file: (name: String, data: Data) { (name, data) }

  /// Files of ours are called like this; what is in them decides.
  package static let prefix = "motcua-"
  package static let suffix = ".mcb"

  package static func isName(_ name: String) -> Bool {
    name.hasPrefix(prefix) && name.hasSuffix(suffix)
  }

  /// What a file is to be called that lies there half written; nil if the name is another.
  package static func unfinished(_ name: String) -> String? {
    guard name.hasPrefix("." + prefix), name.hasSuffix(DurableFile.temporarySuffix),
      let end = name.range(of: suffix + ".", options: .backwards)
    else { return nil }
    return String(name[..<end.lowerBound].dropFirst()) + suffix
  }

  /// What lies half written of a writer's files, as when the stick was pulled out.
  package static func unfinished(among names: [String], of writer: DeviceID) -> [String] {
    names.filter { unfinished($0)?.hasPrefix(prefix(of: writer)) == true }
  }

  package static func name(_ writer: DeviceID, _ kind: CourierFile.Kind, _ tag: String) -> String {
    "\(prefix(of: writer))\(kind.rawValue)-\(tag)\(suffix)"
  }

  /// How the names of a writer's files begin.
  package static func prefix(of writer: DeviceID) -> String { "\(prefix)\(writer)-" }
}

/// What became of one file of a stick.
package enum CourierReading: Sendable, Hashable {
  /// Entries, log lines or bytes that were new here.
  case taken(new: Int)
  /// Everything in it was known.
  case known
  /// Kept, and applied when what it builds upon has come.
  case held
  /// Not kept: what it belongs to, or the piece before it, has not come. It stays on the stick.
  case early
  /// Made by this very side.
  case own
  case unusable(CourierProblem)
}
