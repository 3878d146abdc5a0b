import Counter
import Dossiers
import FormEngine
import Foundation

/// Files of labels that are not there, or are not what they are named as.
enum MediaCheck {
  static func findings(
    _ definition: FormDefinition, beside folder: URL, places: FormPlaces
  ) -> [FormFinding] {
    var seen: Set<FormMedia> = []
    return definition.media.compactMap { media in
      // Values the form puts in are known only when it is filled in.
      guard let name = media.name else { return nil }
      var once = media
      once.language = ""
      guard seen.insert(once).inserted else { return nil }
      do {
        _ = try LabelMedia(name, as: media.kind, beside: folder)
        return nil
      } catch {
        let message = (error as? DossierError)?.message.en ?? "\(error)"
        return FormFinding(.error, message, at: places.place(of: media, named: name))
      }
    }
  }
}

extension FormPlaces {
  /// The cell that names a file of a label.
  func place(of media: FormMedia, named name: String) -> FormFinding.Place {
    var place = place(ofText: media.text, language: media.language)
    let cells = place.sheet.flatMap { sheet in row(place.row, of: sheet) }?.cells ?? [:]
    let columns = cells.filter { $0.value == name }.map(\.key).sorted()
    let kind = media.kind.rawValue
    place.column =
      columns.first { $0.contains(kind) && $0.contains(media.language) }
      ?? columns.first { $0.contains(kind) } ?? "media::\(kind)"
    return place
  }
}
