import Foundation
import Sync

extension FuzzTarget {
  /// Segments as they come from a link or a stick.
  static let segment = FuzzTarget(
    name: "segment", longest: 2048,
    seeds: { _ in
      let lines = FuzzJournal.entries.map(WireLine.entry)
      return try [lines, Array(lines.prefix(1)), []].flatMap {
        [try Segment.encode($0), try Segment.encode($0, isBrief: true)]
      }
    },
    run: { input in
      guard let lines = try? Segment.decode(Data(input)) else { return }
      for isBrief in [false, true] {
        guard let packed = try? Segment.encode(lines, isBrief: isBrief),
          let again = try? Segment.decode(packed)
        else { preconditionFailure("lines that were read cannot be written") }
        precondition(lines == again, "lines changed on their way")
      }
    })
}
