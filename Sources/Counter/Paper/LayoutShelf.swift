package import Documents
import Dossiers
package import Foundation

/// The layout files of papers: the province's where its catalogue brings one that can be used,
/// else those that came with the program.
package struct LayoutShelf: Sendable {
  /// Folders with `layouts`, the one that goes before first; the last came with the program.
  let folders: [URL]

  /// - Parameter folders: Folders with `layouts` in them, the one that goes before first.
  package init(folders: [URL]) { self.folders = folders }

  /// - Throws: ``DossierError`` when no folder has a usable file of this name.
  package func layout(_ id: String) throws -> PaperLayout {
    var failure: DossierError?
    for folder in folders {
      let file = Self.file(id, in: folder)
      guard let data = try? Data(contentsOf: file) else { continue }
      do {
        return try PaperLayout(data, id: id, file: file.path)
      } catch let error as LayoutFileError {
        failure = failure ?? Self.sentence(error)
      }
    }
    throw failure
      ?? DossierError(
        .notFound, vi: "Không có tệp trình bày layouts/\(id).json.",
        en: "There is no layout file layouts/\(id).json.")
  }

  /// Everything that is wrong with the files of all folders.
  package func problems() -> [LayoutFileError] {
    folders.flatMap { folder in
      let place = folder.appending(path: "layouts")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { name in
        let file = place.appending(path: name)
        return Self.check(file)
      }
    }
  }

  /// What is wrong with one file; `nil` when it can be used.
  package static func check(_ file: URL) -> LayoutFileError? {
    let id = file.deletingPathExtension().lastPathComponent
    do {
      _ = try PaperLayout(Data(contentsOf: file), id: id, file: file.path)
      return nil
    } catch let error as LayoutFileError {
      return error
    } catch {
      return LayoutFileError(
        file: file.path,
        problems: [
          LayoutProblem(vi: "không đọc được tệp.", en: "the file cannot be read.")
        ])
    }
  }

  private static func file(_ id: String, in folder: URL) -> URL {
    folder.appending(path: "layouts/\(id).json")
  }

  private static func sentence(_ error: LayoutFileError) -> DossierError {
    let first = error.problems.first
    return DossierError(
      .badInput, vi: "\(error.file): \(first?.vi ?? "")",
      en: "\(error.file): \(first?.description ?? "")")
  }
}
