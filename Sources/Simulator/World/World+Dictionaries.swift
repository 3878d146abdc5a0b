import Foundation
import Hub
import Sync

/// Catalogues' dictionaries: some machines have one the hub knows, some one it never saw.
extension World {
  private func catalogue(_ name: String) -> URL { root.appending(path: "catalogue-\(name)") }

  /// Founds two catalogues; the hub knows the dictionary of one.
  func foundCatalogues() async throws {
    for name in ["known", "unknown"] {
      let folder = catalogue(name)
      let content = Data(#"{"\#(name)":{"nks/hoTen":"","nks/ngaySinh":""},"source":""}"#.utf8)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try content.write(to: folder.appending(path: SegmentDictionary.fileName))
      if name == "known", let dictionary = SegmentDictionary(content) {
        try await hub().keepDictionary(dictionary)
      }
    }
  }

  func chooseCatalogue(_ kiosk: Kiosk, index: Int) {
    switch (seed &+ UInt64(index)) % 4 {
    case 0: break
    case 3: kiosk.catalogue = catalogue("unknown")
    default: kiosk.catalogue = catalogue("known")
    }
  }
}
