import Foundation
import GRDB
import Identity
package import Sync

/// What became of the dossiers that were given to sticks, by what the hub signed.
package struct CourierReport: Sendable, Hashable {
  /// Dossiers on any stick that was written.
  package let carried: Int
  /// Those of them the hub has whole, as far as they were on a stick.
  package let arrived: Int
  /// Those that are still on their way.
  package let waiting: [SubjectID]
  /// Those whose code another dossier has too.
  package let doubled: [SubjectID]
  /// Log entries that came by stick and wait for those before them.
  package let held: Int

  /// The sentence the officer reads at the end.
  package var sentence: String {
    guard carried > 0 else { return "Chưa có hồ sơ nào được gửi bằng USB." }
    var parts =
      waiting.isEmpty
      ? ["\(carried) hồ sơ đã tới tỉnh, không sót"]
      : ["\(arrived) trên \(carried) hồ sơ đã tới tỉnh, còn \(waiting.count) hồ sơ chưa tới"]
    parts.append(
      doubled.isEmpty ? "không trùng" : "\(doubled.count) hồ sơ trùng mã, cần xem lại")
    return parts.joined(separator: ", ") + "."
  }
}

extension DossierStore {
  package func courierReport() throws -> CourierReport {
    let collisions = Set(try codeCollisions().flatMap(\.dossiers))
    let held = try heldLines()
    return try read { reader in
      let rows = try Row.fetchAll(
        reader.db,
        sql: """
          SELECT entry.subject, max(entry.seq > stream.acknowledged)
          FROM entry JOIN stream USING (author, epoch)
          WHERE entry.author = ? AND kind LIKE 'dossier.%' AND kind <> 'dossier.viewed'
            AND EXISTS (SELECT 1 FROM carried WHERE carried.epoch = entry.epoch
              AND entry.seq > carried.after AND entry.seq <= carried.last)
          GROUP BY entry.subject ORDER BY entry.subject
          """, arguments: [device.rawValue])
      let carried = rows.compactMap { EntryID($0[0] as String) }
      let waiting = rows.filter { $0[1] }.compactMap { EntryID($0[0] as String) }
      return CourierReport(
        carried: carried.count, arrived: carried.count - waiting.count, waiting: waiting,
        doubled: carried.filter(collisions.contains), held: held)
    }
  }
}
