package import Foundation
package import Identity

/// One version of the province's catalogue: its files by name and content, signed by the hub.
package struct CatalogueManifest: Sendable, Hashable {
  package static let formatVersion: Int64 = 1
  /// Files of one catalogue.
  package static let fileLimit = 4_000
  /// Bytes of one file.
  package static let fileByteLimit = 8 * 1024 * 1024
  /// Bytes of all files together.
  package static let byteLimit = 128 * 1024 * 1024
  /// Bytes of a manifest.
  package static let manifestByteLimit = 2 * 1024 * 1024

  package struct File: Sendable, Hashable {
    package let path: String
    package let sha256: Digest
    /// Bytes.
    package let size: Int

    package init(path: String, sha256: Digest, size: Int) {
      self.path = path
      self.sha256 = sha256
      self.size = size
    }
  }

  package let hub: DeviceID
  /// From 1, growing.
  package let version: Int
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package let issued: Int64
  /// What it changes, for people.
  package let note: String
  /// In order of the bytes of their paths.
  package let files: [File]
  package let signature: Data
  /// The signed members, with those of later versions this program does not know.
  private let signed: JSONValue

  /// - Throws: ``CatalogueError`` when the files make no catalogue.
  package static func sign(
    version: Int, issued: Int64, note: String, files: [File], key: SigningKey
  ) throws -> CatalogueManifest {
    let files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    let signed: JSONValue = [
      "v": .integer(formatVersion), "hub": .string(key.deviceID.rawValue),
      "version": .integer(Int64(version)), "issued": .integer(issued), "note": .string(note),
      "files": .array(
        files.map {
          [
            "path": .string($0.path), "sha256": .string($0.sha256.hex),
            "size": .integer(Int64($0.size)),
          ]
        }),
    ]
    let manifest = CatalogueManifest(
      hub: key.deviceID, version: version, issued: issued, note: note, files: files,
      signature: key.sign(signedText(signed)), signed: signed)
    try manifest.check()
    return manifest
  }

  /// Reads a manifest and checks that the hub with `key` signed it.
  package static func verified(_ bytes: Data, key: VerifyingKey) throws -> CatalogueManifest {
    guard bytes.count <= manifestByteLimit else {
      throw CatalogueError("The catalogue's manifest is larger than \(manifestByteLimit) bytes.")
    }
    let manifest = try CatalogueManifest(json: JSONValue(parsing: bytes))
    guard manifest.hub == key.deviceID,
      key.isValid(signature: manifest.signature, for: signedText(manifest.signed))
    else { throw CatalogueError("The catalogue is not signed by the hub \(key.deviceID).") }
    return manifest
  }

  private static func signedText(_ signed: JSONValue) -> Data {
    Data("motcua/catalogue/1\n".utf8) + signed.canonical
  }

  /// The manifest as it travels and is named by its content.
  package var bytes: Data {
    var members = signed.object ?? [:]
    members["signature"] = .string(signature.base64url)
    return JSONValue.object(members).canonical
  }

  package var offer: CatalogueOffer {
    let bytes = bytes
    return CatalogueOffer(version: version, sha256: Digest.of(bytes), size: bytes.count)
  }
}

extension CatalogueManifest {
  private init(json: JSONValue) throws {
    var fields = try JSONFields(json, "catalogue's manifest")
    signature = try fields.data("signature")
    signed = .object(fields.rest)
    try fields.version(Self.formatVersion)
    hub = try fields.deviceID("hub")
    version = try fields.count("version")
    issued = try fields.integer64("issued")
    note = try fields.string("note")
    files = try fields.array("files").map { json in
      var file = try JSONFields(json, "file of the catalogue")
      guard let digest = Digest(hex: try file.string("sha256")) else { throw file.wrong("sha256") }
      return File(path: try file.string("path"), sha256: digest, size: try file.count("size"))
    }
    try check()
  }

  /// Refuses what could be written outside the catalogue's folder, twice, or without end.
  private func check() throws {
    guard version >= 1, !files.isEmpty, files.count <= Self.fileLimit else {
      throw CatalogueError("A catalogue has a version from 1 and 1 to \(Self.fileLimit) files.")
    }
    guard files.allSatisfy({ $0.size <= Self.fileByteLimit }),
      files.reduce(0, { $0 + $1.size }) <= Self.byteLimit
    else {
      throw CatalogueError(
        "A file of the catalogue has at most \(Self.fileByteLimit) bytes, all together "
          + "\(Self.byteLimit).")
    }
    if let wrong = files.first(where: { !Self.isSafe($0.path) }) {
      throw CatalogueError("“\(wrong.path.prefix(80))” cannot be a file of a catalogue.")
    }
    for (one, two) in zip(files, files.dropFirst())
    where !one.path.utf8.lexicographicallyPrecedes(two.path.utf8)
      || two.path.hasPrefix(one.path + "/")
    {
      throw CatalogueError("The files of the catalogue are not in order, or two share a place.")
    }
  }

  /// Names of letters, digits, `.`, `_` and `-`, none beginning with a dot, at most six deep.
  package static func isSafe(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return path.utf8.count <= 200 && parts.count <= 6
      && parts.allSatisfy { part in
        !part.isEmpty && part.first != "."
          && part.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
              || (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x5F || byte == 0x2D
          }
      }
  }
}

/// What an answer says of the newest catalogue: which, and the name and size of its manifest.
package struct CatalogueOffer: Sendable, Hashable, JSONConvertible {
  package let version: Int
  package let sha256: Digest
  /// Bytes.
  package let size: Int

  package init(version: Int, sha256: Digest, size: Int) {
    self.version = version
    self.sha256 = sha256
    self.size = size
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "offer of a catalogue")
    version = try fields.count("version")
    guard let digest = Digest(hex: try fields.string("sha256")) else {
      throw fields.wrong("sha256")
    }
    sha256 = digest
    size = try fields.count("size")
    guard version >= 1, size <= CatalogueManifest.manifestByteLimit else {
      throw fields.wrong("size")
    }
  }

  package var json: JSONValue {
    [
      "version": .integer(Int64(version)), "sha256": .string(sha256.hex),
      "size": .integer(Int64(size)),
    ]
  }
}

/// Why a catalogue is not used.
package struct CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
  package let description: String
  package init(_ description: String) { self.description = description }
}
