import Foundation
import Sync

extension FuzzTarget {
  /// Segments as they come from a link or a stick.
  static let segment = FuzzTarget(
    name: "segment", longest: 2048,
    seeds: { _ in
      let lines = FuzzJournal.entries.map(WireLine.entry)
      return try [lines, Array(lines.prefix(1)), []].flatMap { lines in
        try forms.map { try Segment.encode(lines, as: $0) }
      }
    },
    run: { input in
      guard let lines = try? Segment.decode(Data(input), dictionary: known) else { return }
      for form in forms {
        guard let packed = try? Segment.encode(lines, as: form),
          let again = try? Segment.decode(packed, dictionary: known)
        else { preconditionFailure("lines that were read cannot be written") }
        precondition(lines == again, "lines changed on their way")
      }
    })

  private static let dictionary = SegmentDictionary(Data(#"{"answers":{"nks/hoTen":""#.utf8))
  private static let forms: [Segment.Form] =
    [.plain, .brief] + (dictionary.map { [.catalogue($0)] } ?? [])

  private static func known(_ name: String) -> SegmentDictionary? {
    name == dictionary?.name ? dictionary : nil
  }
}
