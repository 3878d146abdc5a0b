import Foundation
import GRDB
import Identity
import Sync

/// Everything that is computed from the entries: summaries, words one finds by, uses of
/// files, registers.
struct Projections {
  /// Rises whenever what is computed changes, so that a folder of an older program is computed
  /// again when it is opened.
  static let version = 8

  let reader: JournalReader

  struct Computed {
    var summaries: [String: SummaryRecord] = [:]
    var unknownVersions: Set<ProcedureVersion> = []
    var tokens: Set<Pair> = []
    var fileUses: Set<Pair> = []
    var claims: [String: [EntityClaim]] = [:]
  }

  /// A row of two columns: what, and the subject it belongs to.
  struct Pair: Hashable {
    let what: Data
    let subject: String
  }

  /// Computes all projections from nothing but the entries.
  func compute() throws -> Computed {
    var computed = Computed()
    let projection = SummaryProjection(reader: reader)
    for subject in try projection.subjects() {
      let name = subject.description
      let entries = try reader.entries(of: subject)
      let state = try reader.fold(entries)
      if let record = try projection.record(entries, folded: state) {
        computed.summaries[name] = record
        if let version = projection.unknownVersion(of: record) {
          computed.unknownVersions.insert(version)
        }
      }
      if !state.entityClaims.isEmpty { computed.claims[name] = state.entityClaims }
      guard try !reader.isErased(name) else { continue }
      for entry in entries {
        for token in reader.context.tokens.tokens(for: entry) {
          computed.tokens.insert(Pair(what: token, subject: name))
        }
        if entry.kind == StoredKind.file,
          let digest = entry.content?["sha256"]?.string.flatMap({ Digest(hex: $0) })
        {
          let address = Data(reader.context.tokens.fileAddress(digest).utf8)
          computed.fileUses.insert(Pair(what: address, subject: name))
        }
      }
    }
    return computed
  }

  /// Replaces what lies in the tables by what the entries give.
  ///
  /// - Returns: The versions of procedures that are not known.
  func rebuild(change: Int) throws -> Set<ProcedureVersion> {
    let db = reader.db
    let computed = try compute()
    try db.execute(sql: "DELETE FROM summary; DELETE FROM token; DELETE FROM file_use")
    for (subject, record) in computed.summaries {
      try db.execute(
        sql: "INSERT INTO summary (subject, change, sealed) VALUES (?, ?, ?)",
        arguments: [
          subject, change, reader.context.seal(record.encoded, at: .summary(subject)),
        ])
    }
    try RegisterProjection(reader: reader).rebuild(computed.claims, change: change)
    for pair in computed.tokens {
      try db.execute(
        sql: "INSERT INTO token (token, subject) VALUES (?, ?)",
        arguments: [pair.what, pair.subject])
    }
    for pair in computed.fileUses {
      try db.execute(
        sql: "INSERT INTO file_use (address, subject) VALUES (?, ?)",
        arguments: [String(decoding: pair.what, as: UTF8.self), pair.subject])
    }
    return computed.unknownVersions
  }

  /// One sentence for every difference between the tables and what the entries give.
  func differences() throws -> [String] {
    let computed = try compute()
    var sentences: [String] = []
    var seen: Set<String> = []
    let rows = try Row.fetchAll(reader.db, sql: "SELECT subject, sealed FROM summary")
    for row in rows {
      let subject: String = row[0]
      seen.insert(subject)
      do {
        let record = try reader.context.open(
          row[1], at: .summary(subject), read: SummaryRecord.init(encoded:))
        guard record == computed.summaries[subject] else {
          sentences.append("The summary of dossier \(subject) is not what its entries give.")
          continue
        }
      } catch let error as StoreError {
        sentences.append(error.message)
      }
    }
    for subject in computed.summaries.keys.sorted() where !seen.contains(subject) {
      sentences.append("The summary of dossier \(subject) is missing.")
    }
    sentences += try RegisterProjection(reader: reader).differences(computed.claims)
    sentences += try compare(
      computed.tokens, "SELECT token, subject FROM token", "index of codes and requests")
    sentences += try compare(
      computed.fileUses, "SELECT CAST(address AS BLOB), subject FROM file_use",
      "index of attached files")
    return sentences
  }

  private func compare(_ expected: Set<Pair>, _ sql: String, _ what: String) throws -> [String] {
    let found = try Row.fetchAll(reader.db, sql: sql).map { row in
      Pair(what: row[0], subject: row[1])
    }
    return Set(found).symmetricDifference(expected).map(\.subject).sorted().map { subject in
      "The \(what) differs for subject \(subject) from what its entries give."
    }
  }
}
