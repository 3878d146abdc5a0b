package import Foundation

/// With what a backup is opened.
package enum BackupOpener: Sendable {
  case recovery(RecoverySecret)
  case passphrase(String)
  /// The hub a device's backup is sealed to.
  case hub(DeviceID, AgreementKey)

  /// The open half of the sheet in the hands of whoever opens it so.
  package var sheet: AgreementPublicKey? {
    if case .recovery(.sheet(let key)) = self { key.publicKey } else { nil }
  }
}

/// Why a backup cannot be used.
package enum BackupError: Error, Sendable, Equatable, CustomStringConvertible {
  case notABackup
  case cutShort
  case damaged
  /// None of the ways it was sealed fits the one it was tried with.
  case wrongKey
  case file(String)
  /// The backup stands and its new sheet was shown, but the machine does not know the sheet.
  case sheetNotKept(String)

  /// Whether another file or another code would do, and not another machine.
  package var isOfTheBackup: Bool {
    switch self {
    case .notABackup, .cutShort, .damaged, .wrongKey: true
    case .file, .sheetNotKept: false
    }
  }

  package var description: String {
    switch self {
    case .notABackup: "The file is not a backup of this program."
    case .cutShort: "The backup ends too early; copy it again."
    case .damaged: "The backup is damaged; use another copy."
    case .wrongKey:
      "The backup does not open with this: check the recovery code or passphrase, letter by letter."
    case .file(let sentence): sentence
    case .sheetNotKept(let reason):
      "The recovery code just printed opens this backup only, since the machine could not keep the "
        + "sheet's open half: \(reason). Mend that and back up again with --new-sheet."
    }
  }
}

/// What stands open at the beginning of a backup: whose it is, from when, and the content key as
/// each holder finds it.
package struct BackupEnvelope: Sendable {
  package enum Kind: String, Sendable { case kiosk, hub }

  package static let magic = Data("motcua-backup/1\n".utf8)
  static let byteLimit = 64 * 1024
  private static let info = "motcua/backup/1"

  package let kind: Kind
  package let owner: DeviceID
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let created: Int64
  private let keys: [JSONValue]

  static func seal(
    _ content: StorageKey, kind: Kind, owner: DeviceID, created: Int64, to holders: [BackupHolder],
    random: any RandomSource
  ) throws -> BackupEnvelope {
    let context = context(kind, owner, created)
    let keys = try holders.map { holder -> JSONValue in
      switch holder {
      case .province(let hub, let key):
        let sealed = try sealed(content, to: key, context)
        return ["how": "province", "hub": .string(hub.rawValue), "key": sealed]
      case .sheet(let key):
        return ["how": "sheet", "key": try sealed(content, to: key, context)]
      case .newSheet(let key):
        return ["how": "sheet", "key": try sealed(content, to: key.publicKey, context)]
      case .passphrase(let text):
        return try PassphraseSeal.seal(content, passphrase: text, context: context, random: random)
      }
    }
    return BackupEnvelope(kind: kind, owner: owner, created: created, keys: keys)
  }

  private init(kind: Kind, owner: DeviceID, created: Int64, keys: [JSONValue]) {
    self.kind = kind
    self.owner = owner
    self.created = created
    self.keys = keys
  }

  init(json: JSONValue) throws {
    var fields = try JSONFields(json, "backup")
    try fields.version(1)
    guard let kind = Kind(rawValue: try fields.string("kind")) else { throw fields.wrong("kind") }
    self.kind = kind
    owner = try fields.deviceID("owner")
    created = try fields.integer64("created")
    keys = try fields.array("keys")
  }

  var json: JSONValue {
    [
      "v": 1, "kind": .string(kind.rawValue), "owner": .string(owner.rawValue),
      "created": .integer(created), "keys": .array(keys),
    ]
  }

  /// How it can be opened: "province", "sheet", "passphrase".
  package var ways: [String] { keys.compactMap { $0["how"]?.string } }

  package func open(_ opener: BackupOpener) throws(BackupError) -> StorageKey {
    let context = Self.context(kind, owner, created)
    for key in keys {
      let opened: Data?
      switch (opener, key["how"]?.string) {
      case (.recovery(.content(let content)), _): return content
      case (.recovery(.sheet(let secret)), "sheet"):
        opened = Self.opened(key, secret, context)
      case (.hub(let hub, let secret), "province") where key["hub"]?.string == hub.rawValue:
        opened = Self.opened(key, secret, context)
      case (.passphrase(let text), "passphrase"):
        opened = PassphraseSeal.open(key, passphrase: text, context: context)
      default: opened = nil
      }
      if let opened, let content = StorageKey(rawRepresentation: opened) { return content }
    }
    throw .wrongKey
  }

  private static func sealed(
    _ content: StorageKey, to key: AgreementPublicKey, _ context: Data
  ) throws -> JSONValue {
    try HybridSeal.seal(content.rawRepresentation, to: key, info: info, context: context).json
  }

  private static func opened(_ key: JSONValue, _ secret: AgreementKey, _ context: Data) -> Data? {
    guard let sealed = try? key["key"].map(HybridSeal.init(json:)) else { return nil }
    return try? sealed.open(secret, info: info, context: context)
  }

  private static func context(_ kind: Kind, _ owner: DeviceID, _ created: Int64) -> Data {
    Data("\(kind.rawValue)\n\(owner)\n\(created)".utf8)
  }
}
