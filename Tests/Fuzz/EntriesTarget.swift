import Foundation
import Identity
import Sync

extension FuzzTarget {
  /// Wire lines, and the fold of what they hold. What is read is written with the same bytes, and
  /// the order in which entries come changes nothing.
  static let entries = FuzzTarget(
    name: "entries", longest: 4096,
    seeds: { _ in
      [FuzzJournal.lines] + FuzzJournal.entries.map { WireLine.entry($0).bytes }
        + [WireLine.own(epoch: 1, seq: 2).bytes, WireLine.known(epoch: 1, from: 0, count: 9).bytes]
    },
    run: { input in
      var entries: [EntryID: Entry] = [:]
      for part in input.split(separator: UInt8(ascii: "\n")) {
        let bytes = Data(part)
        guard let line = try? WireLine(bytes: bytes) else { continue }
        precondition(line.bytes == bytes, "a line that was read is written differently")
        if case .entry(let entry) = line, entries[entry.id] == nil { entries[entry.id] = entry }
      }
      let sorted = entries.values.sorted { $0.id < $1.id }
      let state = DossierFold.fold(sorted)
      precondition(
        state == DossierFold.fold(sorted.reversed()), "the order of entries changed the state")
    })
}
