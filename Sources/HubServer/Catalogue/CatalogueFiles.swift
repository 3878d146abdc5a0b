import Dossiers
import FormEngine
package import Foundation
import Sync

/// The files of a folder that is to be published as a catalogue.
package enum CatalogueFiles {
  /// Reads the folder, and refuses what a device could not use: better one sentence here than a
  /// fault on the page of every commune.
  ///
  /// - Parameters:
  ///   - shipped: The folder `Forms` that devices have already.
  ///   - earlier: Catalogues published before, newest first: what they hold never changes.
  package static func read(_ folder: URL, beside shipped: URL, earlier: [URL] = []) throws
    -> [String: Data]
  {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      throw DossierError(
        .notFound, vi: "Không có thư mục \(folder.path).",
        en: "There is no folder \(folder.path).")
    }
    let library = try FormLibrary {
      CatalogueReading.Places(shipped: shipped, published: folder, earlier: earlier)
    }
    if let fault = library.faults.first { throw refusal(fault) }
    let known = library.catalogue.retired
    for entry in try CatalogueFolder(folder).read().entries {
      if let clash = CatalogueReading.clash(of: entry, with: known) { throw refusal(clash) }
      let (code, version) = (entry.procedure.code, entry.procedure.version)
      do {
        let form = try library.definition(code, version: version)
        for name in Set(form.media.compactMap(\.name)).sorted() {
          try require("\(CatalogueFolder.mediaFolder)/\(name)", in: entry.folder)
        }
      } catch {
        throw refusal(CatalogueFault(place: "\(code)/\(version)", error: error))
      }
    }
    var files = try files(folder)
    if files[SegmentDictionary.fileName] == nil {
      files[SegmentDictionary.fileName] =
        try DictionaryMaker(folder, beside: shipped).make()?.file
    }
    return files
  }

  private static func refusal(_ fault: CatalogueFault) -> DossierError {
    DossierError(
      .badInput, vi: "\(fault.place): \(fault.message.vi)",
      en: "\(fault.place): \(fault.message.en)")
  }

  private static func require(_ path: String, in folder: URL) throws {
    guard FileManager.default.fileExists(atPath: folder.appending(path: path).path) else {
      throw DossierError(
        .badInput, vi: "Không có tệp \(path) mà biểu mẫu nhắc tới.",
        en: "There is no file \(path), which the form names.")
    }
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
