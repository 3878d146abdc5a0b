package import Foundation

/// How the master key of a data folder is kept.
package enum KeyMode: String, Sendable, Codable {
  /// `keys/master.key`, readable by the owner: protects a copied database and nothing else.
  case plainFile
  /// A credential of the service manager, in a folder only the service sees.
  case systemdCredential
}

/// The secret keys of one device or hub.
package struct DeviceKeys: Sendable {
  package let signing: SigningKey
  package let agreement: AgreementKey
  package let storage: StorageKey
  /// Key of the short look-up codes.
  package let lookup: Data

  package init(random: any RandomSource) {
    self.signing = SigningKey(random: random)
    self.agreement = AgreementKey(random: random)
    self.storage = StorageKey(random: random)
    self.lookup = random.bytes(32)
  }

  package var deviceID: DeviceID { signing.deviceID }
}

/// The folder `keys/` of a data folder: `device.pub` (public keys), `device.sealed` (secret keys,
/// sealed by the master key) and, in mode `plainFile`, `master.key`.
package struct KeyFolder: Sendable {
  package static let folderName = "keys"
  package static let credentialName = "motcua-master"

  package let mode: KeyMode
  package let keys: DeviceKeys
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let created: Int64

  /// Whether a data folder has keys already.
  package static func exists(at dataFolder: URL) -> Bool {
    FileManager.default.fileExists(atPath: publicFile(dataFolder).path)
  }

  /// Makes new keys. Refuses a folder that has keys: they would be lost. In mode
  /// `systemdCredential` the credential must be there already.
  package static func create(
    at dataFolder: URL, mode: KeyMode, credentialsDirectory: URL? = nil, created: Int64,
    random: any RandomSource
  ) throws -> KeyFolder {
    guard !exists(at: dataFolder) else { throw KeyError.exists(dataFolder.path) }
    let folder = folder(dataFolder)
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    return try write(
      DeviceKeys(random: random), at: dataFolder, mode: mode,
      credentialsDirectory: credentialsDirectory, created: created, random: random)
  }

  /// Puts keys that a backup brought into a folder that has none, under a new master key.
  package static func restore(
    _ keys: DeviceKeys, at dataFolder: URL, mode: KeyMode, credentialsDirectory: URL? = nil,
    created: Int64, random: any RandomSource
  ) throws -> KeyFolder {
    guard !exists(at: dataFolder) else { throw KeyError.exists(dataFolder.path) }
    try FileManager.default.createDirectory(
      at: folder(dataFolder), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    return try write(
      keys, at: dataFolder, mode: mode, credentialsDirectory: credentialsDirectory,
      created: created, random: random)
  }

  private static func write(
    _ keys: DeviceKeys, at dataFolder: URL, mode: KeyMode, credentialsDirectory: URL?,
    created: Int64, random: any RandomSource
  ) throws -> KeyFolder {
    let master: StorageKey
    switch mode {
    case .plainFile:
      master = StorageKey(random: random)
      let text = Data((master.rawRepresentation.base64url + "\n").utf8)
      try DurableFile.write(text, to: masterFile(dataFolder), permissions: 0o600)
    case .systemdCredential:
      master = try credential(credentialsDirectory)
    }
    let result = KeyFolder(mode: mode, keys: keys, created: created)
    let sealed = master.seal(
      result.keys.json.canonical, context: sealContext(result.publicBytes), random: random)
    try DurableFile.write(sealed, to: sealedFile(dataFolder), permissions: 0o600)
    // Last, because its presence says that the folder is complete.
    try DurableFile.write(result.publicBytes, to: publicFile(dataFolder), permissions: 0o644)
    return result
  }

  package static func open(at dataFolder: URL, credentialsDirectory: URL?) throws -> KeyFolder {
    guard let bytes = try? Data(contentsOf: publicFile(dataFolder)) else {
      throw KeyError.missing(publicFile(dataFolder).path)
    }
    var fields = try JSONFields(JSONValue(parsing: bytes), "file device.pub")
    try fields.version(1)
    let created = try fields.integer64("created")
    guard let mode = KeyMode(rawValue: try fields.string("mode")) else {
      throw fields.wrong("mode")
    }
    let master =
      switch mode {
      case .plainFile: try plainMaster(dataFolder)
      case .systemdCredential: try credential(credentialsDirectory)
      }
    guard let sealed = try? Data(contentsOf: sealedFile(dataFolder)) else {
      throw KeyError.missing(sealedFile(dataFolder).path)
    }
    let plain = try master.open(sealed, context: sealContext(bytes))
    let keys = try DeviceKeys(json: JSONValue(parsing: plain))
    let result = KeyFolder(mode: mode, keys: keys, created: created)
    guard result.publicBytes == bytes else { throw KeyError.mismatch }
    return result
  }

  /// The file `device.pub`.
  private var publicBytes: Data {
    let json: JSONValue = [
      "v": 1, "id": .string(keys.deviceID.rawValue), "mode": .string(mode.rawValue),
      "signing": .string(keys.signing.publicKey.base64url),
      "agreement": .string(keys.agreement.publicKey.base64url), "created": .integer(created),
    ]
    return json.canonical + Data("\n".utf8)
  }

  private static func plainMaster(_ dataFolder: URL) throws -> StorageKey {
    try master(at: masterFile(dataFolder))
  }

  private static func credential(_ directory: URL?) throws -> StorageKey {
    guard let directory else { throw KeyError.noCredentials }
    return try master(at: directory.appending(path: credentialName))
  }

  private static func master(at url: URL) throws -> StorageKey {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else {
      throw KeyError.missing(url.path)
    }
    guard let bytes = Data(base64url: text.trimmingCharacters(in: .whitespacesAndNewlines)),
      let key = StorageKey(rawRepresentation: bytes)
    else { throw KeyError.unreadable(url.path) }
    return key
  }

  /// Binds the secret keys to every byte of `device.pub`, so that none of it can be changed alone.
  private static func sealContext(_ publicBytes: Data) -> String {
    "keys/device.sealed for device.pub \(Digest.of(publicBytes).hex)"
  }
  private static func folder(_ data: URL) -> URL { data.appending(path: folderName) }
  private static func publicFile(_ data: URL) -> URL { folder(data).appending(path: "device.pub") }
  private static func sealedFile(_ data: URL) -> URL {
    folder(data).appending(path: "device.sealed")
  }
  private static func masterFile(_ data: URL) -> URL { folder(data).appending(path: "master.key") }
}

extension DeviceKeys: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "file device.sealed")
    guard let signing = SigningKey(rawRepresentation: try fields.data("signing")) else {
      throw fields.wrong("signing")
    }
    guard let agreement = AgreementKey(rawRepresentation: try fields.data("agreement")) else {
      throw fields.wrong("agreement")
    }
    guard let storage = StorageKey(rawRepresentation: try fields.data("storage")) else {
      throw fields.wrong("storage")
    }
    self.signing = signing
    self.agreement = agreement
    self.storage = storage
    self.lookup = try fields.data("lookup")
  }

  package var json: JSONValue {
    [
      "signing": .string(signing.rawRepresentation.base64url),
      "agreement": .string(agreement.rawRepresentation.base64url),
      "storage": .string(storage.rawRepresentation.base64url),
      "lookup": .string(lookup.base64url),
    ]
  }
}
