import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import GRDB
import Identity

/// Acceptance of a whole draft as the screens do it, against one row in an empty SQLite database
/// with the same journal mode and the same durability on the same disk, in turn.
struct Acceptance {
  /// About what an accepted certificate takes in the journal.
  private static let rawBytes = 3_000

  let office: MeasuredOffice

  struct Report: Encodable {
    /// Answers and papers checked, code and promise given, entry on the disk.
    let accept: Timing
    /// The part of it before the journal is touched: form and papers.
    let check: Timing
    let rawInsert: Timing
    let ratio: Double
    /// `PRAGMA synchronous` of both: 2 is FULL.
    let synchronous: [Int]
  }

  func run(_ count: Int) throws -> String {
    let raw = try RawPeer(beside: office.office.surroundings.data)
    var (accept, check, insert) = (Timing(), Timing(), Timing())
    for number in 0..<count {
      let draft = try fillDraft(number)
      try accept.measure {
        let content = try office.office.draftContent(draft)
        _ = try office.office.receive(
          IntakeRequest(content: content, token: draft, draft: draft), by: office.actor)
      }
      try insert.measure { try raw.insert(bytes: Self.rawBytes) }
      let other = try fillDraft(number)
      let content = try office.office.draftContent(other)
      _ = try check.measure { try office.office.check(content) }
      try office.office.discardDraft(other, by: office.actor)
    }
    let synchronous = [try office.office.store.writerSynchronous(), try raw.synchronous()]
    try raw.remove()
    return try line(
      Report(
        accept: accept, check: check, rawInsert: insert,
        ratio: rounded(accept.percentile(0.5) / insert.percentile(0.5)),
        synchronous: synchronous))
  }

  private func fillDraft(_ number: Int) throws -> String {
    let person = Invented(number: number)
    let answers = try office.sample(
      "1.004873", "valid-single-for-marriage",
      ["nyc/hoTen": person.name, "ndc/hoTen": person.name])
    let draft = try office.office.startDraft(procedure: "1.004873", by: office.actor)
    _ = try office.office.change(draft: draft, by: office.actor) { open in
      _ = try open.session.load(answers)
      for component in try open.procedure.requiredComponents(
        evaluate: { try open.session.truth(of: $0) })
      {
        open.content.counts[component.id] = PaperCounts(asAsked: component)
      }
    }
    return draft
  }
}

/// The yardstick: a database of one table.
struct RawPeer {
  private let file: URL
  private let pool: DatabasePool

  init(beside data: URL) throws {
    file = data.deletingLastPathComponent().appending(path: "raw-peer.sqlite")
    pool = try DatabasePool(path: file.path)
    try pool.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      try db.execute(sql: "CREATE TABLE peer (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
    }
  }

  func insert(bytes: Int) throws {
    try insert([Data(repeating: 7, count: bytes)])
  }

  /// Rows of one transaction.
  func insert(_ rows: [Data]) throws {
    try pool.write { db in
      for row in rows {
        try db.execute(sql: "INSERT INTO peer (body) VALUES (?)", arguments: [row])
      }
    }
  }

  func synchronous() throws -> Int {
    try pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
  }

  func remove() throws {
    try pool.close()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: file.path + suffix)
    }
  }
}
