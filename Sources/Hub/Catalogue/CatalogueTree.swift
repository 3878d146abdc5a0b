package import Foundation
package import Identity
import Sync

/// A published catalogue as a folder, for whoever reads procedures and forms from the disk.
package struct CatalogueTree: Sendable, Hashable {
  static let folderName = "catalogue"
  /// How long an unfinished folder may be another process's work. Seconds.
  private static let draftLife: TimeInterval = 3600

  package let version: Int
  /// Of its manifest: a restored hub may number another catalogue alike.
  package let sha256: Digest
  package let folder: URL

  fileprivate init(_ manifest: CatalogueManifest, in root: URL) {
    version = manifest.version
    sha256 = manifest.offer.sha256
    folder = root.appending(
      path: "\(version)-\(sha256.hex.prefix(16))", directoryHint: .isDirectory)
  }

  /// Whether a path below a data folder belongs to the trees.
  static func holds(_ path: String) -> Bool {
    path == folderName || path.hasPrefix(folderName + "/")
  }

  fileprivate var isLaidOut: Bool { FileManager.default.fileExists(atPath: folder.path) }

  /// Writes the files to a folder that appears at once; another process may have been quicker.
  fileprivate func layOut(
    _ manifest: CatalogueManifest, draft: String, _ piece: (Digest) throws -> Data
  ) throws {
    let files = FileManager.default
    let draft = folder.deletingLastPathComponent().appending(path: ".\(draft)")
    defer { try? files.removeItem(at: draft) }
    for file in manifest.files {
      let target = draft.appending(path: file.path)
      try files.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      try piece(file.sha256).write(to: target)
    }
    do {
      try files.moveItem(at: draft, to: folder)
    } catch {
      guard isLaidOut else { throw error }
    }
  }

  /// Takes away what processes that were killed left half done.
  fileprivate static func removeDrafts(in root: URL, now: Date) {
    let files = FileManager.default
    for name in (try? files.contentsOfDirectory(atPath: root.path)) ?? [] where name.first == "." {
      let draft = root.appending(path: name)
      let attributes = try? files.attributesOfItem(atPath: draft.path)
      guard let changed = attributes?[.modificationDate] as? Date,
        now.timeIntervalSince(changed) > draftLife
      else { continue }
      try? files.removeItem(at: draft)
    }
  }
}

extension Hub {
  /// Every published catalogue as a folder, newest first; what is not there yet is laid out.
  ///
  /// - Parameter known: What this said before: it is said again when nothing was published since.
  /// - Returns: Nothing for a hub without a data folder.
  package func catalogueTrees(known: [CatalogueTree] = []) async throws -> [CatalogueTree] {
    guard let newest = try await catalogue(), let folder else { return [] }
    if let first = known.first, first.sha256 == newest.offer.sha256 { return known }
    let root = folder.appending(path: CatalogueTree.folderName)
    CatalogueTree.removeDrafts(
      in: root, now: Date(timeIntervalSince1970: TimeInterval(now / 1000)))
    var trees: [CatalogueTree] = []
    for version in stride(from: newest.version, through: 1, by: -1) {
      guard let manifest = try await catalogue(version) else { continue }
      let tree = CatalogueTree(manifest, in: root)
      if !tree.isLaidOut { try await layOut(tree, manifest) }
      trees.append(tree)
    }
    return trees
  }

  private func layOut(_ tree: CatalogueTree, _ manifest: CatalogueManifest) async throws {
    let draft = "\(manifest.version).\(random.bytes(6).hex)"
    try await store.read { rows in
      try tree.layOut(manifest, draft: draft) { digest in
        guard let piece = try rows.setting(Self.pieceSetting(digest)), Digest.of(piece) == digest
        else {
          throw HubError(
            .damaged, "damagedCatalogue",
            vi: "Một phần của danh mục \(manifest.version) trong kho bị hỏng.",
            en: "A piece of the catalogue \(manifest.version) is damaged in the store.")
        }
        return piece
      }
    }
  }
}
