import Foundation
import GRDB
import Identity
import Sync

/// Files a device may drop: of dossiers that ended long ago, which the hub has in a verified
/// backup. Only the hub can say the latter.
extension DossierStore {
  /// How long after a dossier's last change its files stay, in milliseconds: 90 days.
  package static let fileRetention: Int64 = 90 * 24 * 3600 * 1000

  /// Drops the contents of files the hub answered for. Their records stay: who asks for one is
  /// told where it is.
  func purge(_ safe: [Digest]) throws {
    guard !safe.isEmpty else { return }
    let addresses = safe.map { context.tokens.fileAddress($0) }
    let purged = try write { journal in
      let candidates = Set(
        try journal.reader.purgeCandidates(before: context.clock.milliseconds))
      let purged = addresses.filter(candidates.contains)
      for address in purged {
        try journal.db.execute(
          sql: "UPDATE file SET state = ? WHERE address = ?",
          arguments: [StoredFileState.gone.rawValue, address])
      }
      if !purged.isEmpty { journal.noteChange() }
      return purged
    }
    for address in purged { try? removeFile(address: address) }
  }
}

extension JournalReader {
  /// Statuses after which a dossier does not change any more: handed back, withdrawn, refused.
  private static let ended: Set<Int> = [3, 7, 8, 10]

  func purgeQuestions(before now: Int64) throws -> [Digest] {
    try purgeCandidates(before: now).prefix(RequestRecovery.asksLimit).compactMap {
      try file($0)?.0.sha256
    }
  }

  func purgeCandidates(before now: Int64) throws -> [String] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT file.address, file_use.subject FROM file JOIN file_use USING (address)
        WHERE file.state = ? AND file.uploaded >= file.size ORDER BY file.address
        """, arguments: [StoredFileState.present.rawValue])
    var subjects: [String: [String]] = [:]
    for row in rows { subjects[row[0], default: []].append(row[1]) }
    return try subjects.filter { try $0.value.allSatisfy { try hasEnded($0, before: now) } }
      .keys.sorted()
  }

  private func hasEnded(_ subject: String, before now: Int64) throws -> Bool {
    guard
      let sealed = try Data.fetchOne(
        db, sql: "SELECT sealed FROM summary WHERE subject = ?", arguments: [subject])
    else { return false }
    let record = try context.open(
      sealed, at: .summary(subject), read: SummaryRecord.init(encoded:))
    return (Self.ended.contains(record.status) || record.flags.contains(.left))
      && record.changedAt < now - DossierStore.fileRetention
  }
}
