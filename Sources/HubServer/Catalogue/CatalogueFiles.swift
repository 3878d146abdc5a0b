import Dossiers
package import Foundation
import Sync

/// The files of a folder that is to be published as a catalogue.
package enum CatalogueFiles {
  /// Reads the folder, and refuses what a device could not use: better one sentence here than a
  /// fault on the page of every commune.
  ///
  /// - Parameter shipped: The folder `Forms` that devices have already.
  package static func read(_ folder: URL, beside shipped: URL) throws -> [String: Data] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw DossierError(
        .notFound, vi: "Không có thư mục \(folder.path).",
        en: "There is no folder \(folder.path).")
    }
    let names = try ProcedureNames(folder: folder)
    let reading = try CatalogueReading(
      CatalogueReading.Places(shipped: shipped, published: folder)
    ) { entry in
      let procedure = entry.procedure
      guard entry.folder.path.hasPrefix(folder.path) else { return }
      _ = try names.form(of: procedure.code, version: procedure.version, registers: shipped)
    }
    if let fault = reading.faults.first {
      throw DossierError(
        .badInput, vi: "\(fault.place): \(fault.message.vi)",
        en: "\(fault.place): \(fault.message.en)")
    }
    return try files(folder)
  }

  private static func files(_ folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      guard CatalogueManifest.isSafe(path) else {
        throw DossierError(
          .badInput, vi: "Tên tệp \(path.prefix(80)) không dùng được trong danh mục.",
          en: "“\(path.prefix(80))” cannot be a file of a catalogue; rename or remove it.")
      }
      files[path] = try Data(contentsOf: file)
    }
    return files
  }
}
