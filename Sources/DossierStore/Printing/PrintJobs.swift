import Dossiers
package import Foundation
import GRDB
import Identity
package import Sync

/// Most of what the spool holds.
package enum SpoolLimits {
  /// Jobs that wait, are being sent or need a person.
  package static let openJobs = 200
  /// Bytes of one job.
  package static let jobBytes = 16_000_000
  /// Bytes of all jobs together.
  package static let spoolBytes = 128_000_000
  /// Finished jobs that are still listed, the newest; they hold no content.
  package static let finishedJobs = 50
  /// Milliseconds after which a job that nobody cared for is dropped: seven days.
  package static let keepMilliseconds: Int64 = 7 * 86_400_000
}

/// The spool: jobs are rows, in order for each printer, changed only from the state they are
/// expected in, so that two processes never both act on one.
extension DossierStore {
  /// Takes a job. When it returns, the job is on the disk.
  ///
  /// - throws: `refused` when the spool is full, `badInput` for a job that is too long.
  @discardableResult
  package func enqueue(
    _ content: Data, ticket: PrintTicket, printer: String, subject: SubjectID?
  ) throws -> PrintJob {
    guard (1...SpoolLimits.jobBytes).contains(content.count) else {
      throw StoreError(
        .badInput, "A print job has 1 to \(SpoolLimits.jobBytes) bytes, not \(content.count).")
    }
    var ticket = ticket
    ticket.askedAt = context.clock.milliseconds
    return try write { journal in
      try journal.refuseFullSpool(adding: content.count)
      if let subject, try journal.reader.isErased(subject.description) {
        throw StoreError(.refused, "The dossier \(subject) is erased; it is not printed.")
      }
      let id = try journal.nextPrintJob()
      let state = PrintState.queued(problem: nil)
      try journal.db.execute(
        sql: """
          INSERT INTO print_job (id, printer, subject, state, ticket, detail, size, content)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          id, printer, subject?.description, state.name.rawValue,
          context.seal(ticket.json.canonical, at: .printJob(id, .ticket)),
          context.seal(state.json.canonical, at: .printJob(id, .state)), content.count,
          context.seal(content, at: .printJob(id, .content)),
        ])
      journal.noteChange()
      return PrintJob(id: id, printer: printer, subject: subject, ticket: ticket, state: state)
    }
  }

  /// All jobs the spool knows, in order.
  package func printJobs() throws -> [PrintJob] {
    try read { reader in
      try Row.fetchAll(reader.db, sql: JournalReader.printJobColumns + " ORDER BY id")
        .map { try reader.printJob($0) }
    }
  }

  package func printJob(_ id: Int64) throws -> PrintJob? {
    try read { try $0.printJob(id) }
  }

  /// The bytes of a job that is not finished.
  /// - throws: `notFound` when they are gone.
  package func printContent(_ id: Int64) throws -> Data {
    try read { reader in
      guard
        let sealed = try Data.fetchOne(
          reader.db, sql: "SELECT content FROM print_job WHERE id = ? AND content IS NOT NULL",
          arguments: [id])
      else { throw StoreError(.notFound, "The content of print job \(id) is gone.") }
      return try context.open(sealed, at: .printJob(id, .content))
    }
  }

  /// Moves a job on if it is still in `expected`; answers whether it was. `work` runs in the same
  /// transaction. A job that is finished by it loses its content.
  @discardableResult
  package func movePrintJob(
    _ job: PrintJob, to state: PrintState, ticket: PrintTicket? = nil, content: Data? = nil,
    also work: (JournalWriter) throws -> Void = { _ in }
  ) throws -> Bool {
    let moved = try write { journal in
      guard let now = try journal.reader.printJob(job.id), now.state == job.state else {
        return false
      }
      try journal.keep(state, ticket: ticket ?? job.ticket, of: job.id)
      if let content {
        try journal.db.execute(
          sql: "UPDATE print_job SET content = ?, size = ? WHERE id = ?",
          arguments: [
            context.seal(content, at: .printJob(job.id, .content)), content.count, job.id,
          ])
      }
      try work(journal)
      return true
    }
    // Pages that held the content leave the log file as well.
    if moved, state.isFinished { try? truncateLog() }
    return moved
  }

  /// Drops jobs nobody cared for in time, forgets the oldest finished ones, and clears the log file
  /// of pages that the last program had no time to clear away.
  package func tidySpool() throws {
    defer { try? truncateLog() }
    let now = context.clock.milliseconds
    for job in try printJobs() where !job.state.isFinished {
      let age = now - job.ticket.askedAt
      switch job.state {
      case .queued, .failed, .uncertain:
        // A clock that was set back makes no job old.
        if age > SpoolLimits.keepMilliseconds { try movePrintJob(job, to: .cancelled) }
      default: break
      }
    }
    let finished = try printJobs().filter(\.state.isFinished).map(\.id)
    guard finished.count > SpoolLimits.finishedJobs else { return }
    let last = finished[finished.count - SpoolLimits.finishedJobs - 1]
    try write { journal in
      try journal.db.execute(
        sql: "DELETE FROM print_job WHERE id <= ? AND content IS NULL", arguments: [last])
    }
  }
}

extension JournalReader {
  static let printJobColumns = "SELECT id, printer, subject, state, ticket, detail FROM print_job"

  func printJob(_ id: Int64) throws -> PrintJob? {
    try Row.fetchOne(db, sql: Self.printJobColumns + " WHERE id = ?", arguments: [id])
      .map { try printJob($0) }
  }

  func printJob(_ row: Row) throws -> PrintJob {
    let id: Int64 = row[0]
    let ticket = try context.open(row[4] as Data, at: .printJob(id, .ticket))
    let detail = try context.open(row[5] as Data, at: .printJob(id, .state))
    guard let name = PrintState.Name(rawValue: row[3]),
      let known = try? PrintTicket(jsonBytes: ticket),
      let state = try? PrintState(name, json: JSONValue(parsing: detail))
    else { throw StoreError(.damaged, "The print job \(id) cannot be read.") }
    return PrintJob(
      id: id, printer: row[1], subject: (row[2] as String?).flatMap { SubjectID($0) },
      ticket: known, state: state)
  }
}

extension JournalWriter {
  fileprivate func nextPrintJob() throws -> Int64 {
    Int64(try advanceCounter("printJob", ""))
  }

  fileprivate func refuseFullSpool(adding bytes: Int) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*), coalesce(sum(size), 0) FROM print_job WHERE content IS NOT NULL
        """)
    let (jobs, held): (Int, Int) = (row?[0] ?? 0, row?[1] ?? 0)
    guard jobs < SpoolLimits.openJobs, held + bytes <= SpoolLimits.spoolBytes else {
      throw StoreError(
        .refused,
        "The print queue is full (\(jobs) jobs, \(held) bytes): print or cancel what waits.")
    }
  }

  fileprivate func keep(_ state: PrintState, ticket: PrintTicket, of id: Int64) throws {
    try db.execute(
      sql: """
        UPDATE print_job SET state = ?, detail = ?, ticket = ?,
        content = CASE WHEN ? THEN NULL ELSE content END WHERE id = ?
        """,
      arguments: [
        state.name.rawValue, context.seal(state.json.canonical, at: .printJob(id, .state)),
        context.seal(ticket.json.canonical, at: .printJob(id, .ticket)), state.isFinished, id,
      ])
    noteChange()
  }
}
