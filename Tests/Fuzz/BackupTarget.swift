import Foundation
import Identity

extension FuzzTarget {
  /// Backups from outside (first byte even), and the members inside of a sealed chunk (odd).
  static let backup = FuzzTarget(
    name: "backup", longest: 2048,
    seeds: { _ in
      let members: JSONValue = ["name": "keys.json", "size": 2]
      let end: JSONValue = ["end": true, "members": 1]
      let line = Data("\n".utf8)
      return [
        Data([0]) + (try BackupWorld.sample()),
        Data([1]) + members.canonical + line + Data("{}".utf8) + end.canonical + line,
      ]
    },
    run: { input in
      guard let kind = input.first else { return }
      let content = Data(input.dropFirst())
      let bytes = kind.isMultiple(of: 2) ? content : BackupWorld.sealed(content)
      guard (try? bytes.write(to: BackupWorld.file)) != nil,
        let reader = try? BackupReader(BackupWorld.file)
      else { return }
      // The seal of the key takes milliseconds, so only some inputs try it.
      if kind.isMultiple(of: 64) {
        _ = try? reader.envelope.open(.hub(BackupWorld.hub, FuzzJournal.agreement))
      }
      _ = try? reader.verify(BackupWorld.envelope.key)
    })
}

/// The one file inputs are written to; used by one thread only.
private enum BackupWorld {
  static let hub = FuzzJournal.hub.deviceID
  static let file = FileManager.default.temporaryDirectory
    .appending(path: "motcua-fuzz-\(ProcessInfo.processInfo.processIdentifier).backup")

  /// A whole backup with one member.
  static func sample() throws -> Data {
    let writer = try writer()
    try writer.add("keys.json", Data("{}".utf8))
    try writer.finish()
    return try Data(contentsOf: file)
  }

  private static func writer() throws -> BackupWriter {
    try BackupWriter(
      to: file, kind: .kiosk, owner: FuzzJournal.device.deviceID, created: FuzzJournal.time,
      holders: [.province(hub, FuzzJournal.agreement.publicKey)], random: SeededRandom(seed: 5))
  }

  struct Envelope {
    let bytes: Data
    let label: String
    let key: StorageKey
  }

  /// Made once: an envelope and the key behind it.
  static let envelope: Envelope = {
    do {
      let writer = try writer()
      try writer.finish()
      let bytes = try Data(contentsOf: file)
      let rest = bytes.dropFirst(BackupEnvelope.magic.count)
      let line = Data(rest.prefix { $0 != UInt8(ascii: "\n") })
      return Envelope(
        bytes: BackupEnvelope.magic + line + Data("\n".utf8), label: Digest.of(line).hex,
        key: writer.contentKey)
    } catch {
      fatalError("\(error)")
    }
  }()

  /// The envelope with one last chunk of these bytes.
  static func sealed(_ plain: Data) -> Data {
    let chunk = envelope.key.seal(
      plain, context: BackupWriter.context(envelope.label, 0, isLast: true),
      random: SeededRandom(seed: 6))
    let length = UInt32(chunk.count)
    return envelope.bytes + Data((0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) })
      + chunk
  }
}
