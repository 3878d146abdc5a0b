import Dossiers
import Foundation
import Identity

/// A folder that is there whole or not at all: it is written beside its place and moved there.
/// Only the owner of the account may read it.
final class ExportFolder {
  /// One file of it, as the manifest lists it.
  struct Item {
    let path: String
    let bytes: Int
    let sha256: Digest
  }

  private let target: URL
  private let work: URL
  private(set) var items: [Item] = []

  /// - Throws: ``DossierError`` when the place is taken or cannot be written.
  init(_ target: URL, suffix: String) throws {
    self.target = target.standardizedFileURL
    let name = self.target.lastPathComponent
    work = self.target.deletingLastPathComponent().appending(path: ".\(name).\(suffix)")
    guard !FileManager.default.fileExists(atPath: self.target.path) else {
      throw DossierError(
        .badInput, vi: "Thư mục \(target.path) đã có; hãy chọn nơi chưa có gì.",
        en: "\(target.path) is there already; choose a place where nothing is.")
    }
    do {
      try FileManager.default.createDirectory(
        at: work, withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700])
    } catch { throw Self.unwritable(target) }
  }

  func write(_ data: Data, to path: String) throws {
    let file = work.appending(path: path)
    do {
      let folder = file.deletingLastPathComponent()
      if !FileManager.default.fileExists(atPath: folder.path) {
        try FileManager.default.createDirectory(
          at: folder, withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700])
      }
      try data.write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    } catch { throw Self.unwritable(target) }
    items.append(Item(path: path, bytes: data.count, sha256: Digest.of(data)))
  }

  /// Moves it to its place.
  func finish() throws {
    do {
      try FileManager.default.moveItem(at: work, to: target)
    } catch { throw Self.unwritable(target) }
  }

  func discard() { try? FileManager.default.removeItem(at: work) }

  private static func unwritable(_ target: URL) -> DossierError {
    DossierError(
      .badInput, vi: "Không ghi được vào \(target.path).",
      en: "\(target.path) cannot be written.")
  }
}
