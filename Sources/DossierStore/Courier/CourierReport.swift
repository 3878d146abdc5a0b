package import Dossiers
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
}

extension CourierReport {
  /// The sentence the officer reads at the end, by what the hub signed.
  package var sentence: LocalizedText {
    guard carried > 0 else {
      return LocalizedText(
        vi: "Chưa có hồ sơ nào được gửi bằng USB.", en: "No dossier was sent by stick yet.")
    }
    let arrival =
      waiting.isEmpty
      ? LocalizedText(
        vi: "\(carried) hồ sơ đã tới tỉnh, không sót",
        en: "\(carried) dossiers have reached the province, none missing")
      : LocalizedText(
        vi: "\(arrived) trên \(carried) hồ sơ đã tới tỉnh, còn \(waiting.count) hồ sơ chưa tới",
        en: "\(arrived) of \(carried) dossiers have reached the province, "
          + "\(waiting.count) have not yet")
    let twice =
      doubled.isEmpty
      ? LocalizedText(vi: "không trùng", en: "none twice")
      : LocalizedText(
        vi: "\(doubled.count) hồ sơ trùng mã, cần xem lại",
        en: "\(doubled.count) share a code and must be looked at")
    return LocalizedText(
      vi: "\(arrival.vi), \(twice.vi).", en: "\(arrival.en), \(twice.en).")
  }

  /// What came before what it follows.
  package var heldSentence: LocalizedText? {
    guard held > 0 else { return nil }
    return LocalizedText(
      vi: "\(held) mục tới trước phần còn thiếu, sẽ được ghép khi có USB trước đó.",
      en: "\(held) entries came before what they follow and wait for the earlier stick.")
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
          SELECT entry.subject, max(\(UnsentEntries.isUnsent))
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
