import Foundation

/// Where the province's catalogue and overlay lie in a data folder.
struct DataCatalogue: Sendable {
  /// A province's own file, put there by hand.
  let overlay: URL
  private let trees: URL

  init(_ data: URL) {
    overlay = data.appending(path: ProvinceOverlay.fileName)
    trees = data.appending(path: "catalogue/versions")
  }

  /// The catalogues received from the hub, newest first.
  func versions() -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: trees.path)) ?? []
    return names.compactMap(Int.init).sorted(by: >).map {
      trees.appending(path: String($0), directoryHint: .isDirectory)
    }
  }
}
