import Dossiers
package import FormEngine
package import Foundation

/// Entities an author tries a form with, in place of an office's register.
package struct SampleEntities: Sendable {
  /// The folder beside the form that holds `NAME.csv` for the register NAME.
  package static let folder = "samples/entities"

  /// Files by the registers they stand for.
  package let files: [String: URL]

  /// - Parameter named: `NAME=FILE` each, before what lies beside the form.
  /// - Throws: ``DossierError`` for anything of another shape.
  package init(beside form: URL, named: [String] = []) throws {
    let folder = form.deletingLastPathComponent().appending(path: Self.folder)
    let found =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil))
      ?? []
    var files: [String: URL] = [:]
    for file in found where file.pathExtension == "csv" {
      files[file.deletingPathExtension().lastPathComponent] = file
    }
    for text in named {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw DossierError(
          .badInput, vi: "--entities ghi dạng SỔ=TỆP.csv.",
          en: "--entities is written NAME=FILE.csv, such as residents=people.csv.")
      }
      files[parts[0]] = URL(filePath: parts[1])
    }
    self.files = files
  }

  /// The lists as they lie on the disk now.
  /// - Throws: ``DossierError`` with file, row and reason.
  package func lists() throws -> [String: FormEntityList] {
    try files.mapValues { file in
      let name = file.lastPathComponent
      guard let data = try? Data(contentsOf: file) else {
        throw DossierError(
          .notFound, vi: "Không đọc được tệp \(file.path).", en: "\(file.path) cannot be read.")
      }
      do {
        return try FormEntityList(csv: data, named: name)
      } catch let error as FormError {
        throw DossierError(.badInput, vi: "\(error)", en: "\(error)")
      }
    }
  }

  /// What is wrong with them for a form.
  package func findings(for definition: FormDefinition) -> [FormFinding] {
    do {
      _ = try lists()
    } catch let error as DossierError {
      return [FormFinding(.error, error.message.en)]
    } catch {
      return [FormFinding(.error, "\(error)")]
    }
    let read = Set(definition.readEntityLists)
    return files.keys.filter { !read.contains($0) }.sorted().map {
      FormFinding(.warning, "\(Self.folder)/\($0).csv: the form looks at no register \($0).")
    }
  }
}
