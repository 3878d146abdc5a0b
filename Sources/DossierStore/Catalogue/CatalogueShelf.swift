package import Foundation
package import Identity
package import Sync

/// The province's catalogues in a data folder: pieces named by their content as they arrive, and
/// whole versions, each in a folder of its own. A version that is there stays there for ever.
package struct CatalogueShelf: Sendable {
  /// What is to be fetched next: from `offset` on, `size` bytes in all.
  package struct Want: Sendable, Hashable {
    package let sha256: Digest
    package let offset: Int
    package let size: Int

    package init(sha256: Digest, offset: Int, size: Int) {
      self.sha256 = sha256
      self.offset = offset
      self.size = size
    }
  }

  private let root: URL
  private let installed: @Sendable () throws -> Void

  /// - Parameter installed: called whenever a version has become whole.
  init(_ folder: DataFolder, installed: @escaping @Sendable () throws -> Void) {
    root = folder.url.appending(path: "catalogue")
    self.installed = installed
  }

  private var versions: URL { root.appending(path: "versions") }
  private func piece(_ digest: Digest) -> URL { root.appending(path: "pieces/\(digest.hex)") }
  private func part(_ digest: Digest) -> URL { root.appending(path: "incoming/\(digest.hex)") }

  /// The newest version that is here whole; 0 for none.
  package var version: Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: versions.path)) ?? []
    return names.compactMap(Int.init).max() ?? 0
  }

  /// What is still missing of an offered catalogue; nil when it is here whole.
  ///
  /// - Parameter key: The hub's; a manifest it did not sign is not followed.
  /// - Throws: ``CatalogueError`` when the manifest is not to be trusted.
  package func missing(of offer: CatalogueOffer, key: VerifyingKey) throws -> Want? {
    guard offer.version > version else { return nil }
    guard let bytes = try? Data(contentsOf: piece(offer.sha256)) else {
      return want(offer.sha256, size: offer.size)
    }
    let manifest = try CatalogueManifest.verified(bytes, key: key)
    guard manifest.version == offer.version else {
      throw CatalogueError("The catalogue offered is version \(manifest.version).")
    }
    let files = FileManager.default
    if let file = manifest.files.first(where: { !files.fileExists(atPath: piece($0.sha256).path) })
    {
      return want(file.sha256, size: file.size)
    }
    try install(manifest)
    return nil
  }

  private func want(_ digest: Digest, size: Int) -> Want {
    let attributes = try? FileManager.default.attributesOfItem(atPath: part(digest).path)
    let known = (attributes?[.size] as? Int) ?? 0
    return Want(sha256: digest, offset: min(known, size), size: size)
  }

  /// Keeps bytes that continue what is here of a piece; the last ones make it whole.
  ///
  /// - Throws: ``CatalogueError`` when the whole is not what its name says; it begins anew then.
  package func take(_ bytes: Data, for want: Want) throws {
    for folder in ["pieces", "incoming", "versions"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    let file = part(want.sha256)
    var all = want.offset > 0 ? try Data(contentsOf: file).prefix(want.offset) : Data()
    all += bytes
    guard all.count <= want.size else {
      try? FileManager.default.removeItem(at: file)
      throw CatalogueError("The hub sent more of a piece than it announced.")
    }
    guard all.count == want.size else { return try AtomicFile.write(Data(all), to: file) }
    defer { try? FileManager.default.removeItem(at: file) }
    guard Digest.of(Data(all)) == want.sha256 else {
      throw CatalogueError("A piece of the catalogue is not what its name says.")
    }
    try AtomicFile.write(Data(all), to: piece(want.sha256))
  }

  /// The pieces that are here whole.
  package var pieces: [Digest] {
    let folder = root.appending(path: "pieces").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().compactMap { Digest(hex: $0) }
  }

  /// A piece's bytes; nil when they are not what its name says.
  package func content(of digest: Digest) -> Data? {
    guard let bytes = try? Data(contentsOf: piece(digest)), Digest.of(bytes) == digest else {
      return nil
    }
    return bytes
  }

  /// What a backup calls a piece.
  static func backupName(of digest: Digest) -> String { "catalogue/\(digest.hex)" }

  /// Puts the pieces a backup brought into their place and lays out every version they make whole.
  package func settle(key: VerifyingKey) throws {
    let files = FileManager.default
    for folder in ["pieces", "versions"] {
      try files.createDirectory(
        at: root.appending(path: folder), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    }
    for name in try files.contentsOfDirectory(atPath: root.path) {
      guard let digest = Digest(hex: name) else { continue }
      try files.moveItem(at: root.appending(path: name), to: piece(digest))
    }
    let pieces = Set(pieces)
    for digest in pieces {
      guard let bytes = content(of: digest),
        let manifest = try? CatalogueManifest.verified(bytes, key: key),
        pieces.isSuperset(of: manifest.files.map(\.sha256))
      else { continue }
      try install(manifest)
    }
  }

  /// Lays a whole catalogue out in a folder that appears at once.
  private func install(_ manifest: CatalogueManifest) throws {
    let files = FileManager.default
    let target = versions.appending(path: String(manifest.version))
    let draft = versions.appending(path: ".\(manifest.version).new")
    try? files.removeItem(at: draft)
    for file in manifest.files {
      let bytes = try Data(contentsOf: piece(file.sha256))
      guard Digest.of(bytes) == file.sha256, bytes.count == file.size else {
        try? files.removeItem(at: piece(file.sha256))
        throw CatalogueError("A piece of the catalogue was damaged on the disk.")
      }
      let place = draft.appending(path: file.path)
      try files.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try AtomicFile.write(bytes, to: place)
    }
    try files.moveItem(at: draft, to: target)
    try AtomicFile.flushDirectory(versions)
    try installed()
  }
}

extension DossierStore {
  private static let offerKey = "catalogueOffer"

  package var shelf: CatalogueShelf { CatalogueShelf(folder, installed: renewNames) }

  /// The newest catalogue the hub told of.
  package func catalogueOffer() throws -> CatalogueOffer? {
    try setting(Self.offerKey).map(CatalogueOffer.init(json:))
  }

  package func setCatalogueOffer(_ offer: CatalogueOffer?) throws {
    try setSetting(Self.offerKey, offer?.json)
  }
}
