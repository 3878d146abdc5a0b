package import Foundation
package import Identity
package import Sync

/// Catalogues the province published: pieces by their content, versions by their number. They lie
/// in the hub's store, so that every process of the hub and every backup has them.
extension Hub {
  private static let newestSetting = "catalogue"
  private static func manifestSetting(_ version: Int) -> String { "catalogue/\(version)" }
  static func pieceSetting(_ digest: Digest) -> String { "catalogue/piece/\(digest.hex)" }

  /// Signs and keeps a new version. The same files as the newest version has make no new one.
  ///
  /// - Throws: ``HubError`` when they make no catalogue; nothing has changed then.
  package func publishCatalogue(_ files: [String: Data], note: String) async throws
    -> CatalogueManifest
  {
    let listed = files.map {
      CatalogueManifest.File(path: $0.key, sha256: Digest.of($0.value), size: $0.value.count)
    }
    return try await store.write { [self] rows in
      let newest = try Self.newestManifest(rows, key: publicKey)
      if let newest, Set(newest.files) == Set(listed) { return newest }
      let manifest: CatalogueManifest
      do {
        manifest = try .sign(
          version: (newest?.version ?? 0) + 1, issued: now, note: note, files: listed,
          key: keys.signing)
      } catch let error as CatalogueError {
        throw HubError(
          .badInput, "badCatalogue", vi: "Danh mục không hợp lệ: \(error)",
          en: error.description)
      }
      for data in files.values {
        try rows.setSetting(Self.pieceSetting(Digest.of(data)), data)
      }
      if let dictionary = files[SegmentDictionary.fileName].flatMap(SegmentDictionary.init) {
        try Self.keep(dictionary, rows)
      }
      let bytes = manifest.bytes
      try rows.setSetting(Self.pieceSetting(Digest.of(bytes)), bytes)
      try rows.setSetting(Self.manifestSetting(manifest.version), bytes)
      try rows.setSetting(Self.newestSetting, Data(String(manifest.version).utf8))
      return manifest
    }
  }

  /// The version asked for, the newest without one; nil if there is none.
  package func catalogue(_ version: Int? = nil) async throws -> CatalogueManifest? {
    let key = publicKey
    return try await store.read { rows in
      guard let version else { return try Self.newestManifest(rows, key: key) }
      return try rows.setting(Self.manifestSetting(version)).map {
        try CatalogueManifest.verified($0, key: key)
      }
    }
  }

  /// A piece of a published catalogue; it holds nothing personal and may be read by anybody.
  package func cataloguePiece(_ digest: Digest) async throws -> Data {
    let piece = try await store.read { try $0.setting(Self.pieceSetting(digest)) }
    guard let piece else {
      throw HubError(
        .notFound, "noPiece", vi: "Danh mục không có phần này.",
        en: "No published catalogue has this piece.")
    }
    return piece
  }

  private static func newestManifest(_ rows: any HubTransaction, key: VerifyingKey) throws
    -> CatalogueManifest?
  {
    guard let newest = try rows.setting(newestSetting),
      let version = Int(String(decoding: newest, as: UTF8.self)),
      let bytes = try rows.setting(manifestSetting(version))
    else { return nil }
    return try CatalogueManifest.verified(bytes, key: key)
  }

  /// What a device that has `version` is offered; nil when it has the newest.
  static func catalogueOffer(after version: Int, _ rows: any HubTransaction) throws
    -> CatalogueOffer?
  {
    guard let newest = try rows.setting(newestSetting),
      let number = Int(String(decoding: newest, as: UTF8.self)), number > version,
      let bytes = try rows.setting(manifestSetting(number))
    else { return nil }
    return CatalogueOffer(version: number, sha256: Digest.of(bytes), size: bytes.count)
  }
}
