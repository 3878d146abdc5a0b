import Foundation

/// Sizes and times of the files a catalogue is read from: cheap to take, and different as soon as
/// something was put there, changed or taken away.
struct CatalogueTrace: Equatable {
  private struct Mark: Equatable {
    var path: String
    var size: Int64
    var seconds: Int
    var nanoseconds: Int
  }

  private let marks: [Mark]

  init(_ places: CatalogueReading.Places) {
    var marks: [Mark] = []
    if let overlay = places.overlay { marks += Self.mark(overlay.path) }
    for root in [places.shipped] + [places.published].compactMap(\.self) {
      for name in [
        "calendar.json", LifeCycleTable.fileName, SearchWords.fileName, ProvinceOverlay.fileName,
      ] {
        marks += Self.mark(root.appending(path: name).path)
      }
      for (code, version) in (try? CatalogueFolder(root).versions()) ?? [] {
        let folder = root.appending(path: "\(code)/\(version)").path
        let packs = "\(folder)/\(LanguagePack.folderName)"
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: packs)) ?? []).sorted()
        for path in [folder, "\(folder)/procedure.json", "\(folder)/form.xml"]
          + files.map({ "\(packs)/\($0)" })
        {
          marks += Self.mark(path)
        }
      }
    }
    // What lies in an earlier catalogue never changes; that there is one more of them may.
    marks += places.earlier.map { Mark(path: $0.path, size: 0, seconds: 0, nanoseconds: 0) }
    self.marks = marks
  }

  private static func mark(_ path: String) -> [Mark] {
    var status = stat()
    guard stat(path, &status) == 0 else { return [] }
    return [
      Mark(
        path: path, size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
        nanoseconds: status.st_mtim.tv_nsec)
    ]
  }
}
