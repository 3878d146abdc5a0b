package import DossierStore
import Dossiers
import Foundation

/// Takes one printer's jobs on, one at a time and in order.
///
/// Before anything leaves for the printer the step is on the disk. Whatever stops this program, the
/// next one finds by the step what may have happened: nothing (it is done again), something the
/// printer can tell (it is asked), or something only a person can see (it is shown).
package struct Spooler: Sendable {
  package enum Outcome: Sendable, Hashable {
    /// Nothing waits.
    case idle
    /// A job got on; look at once for the next.
    case moved
    /// The printer cannot go on now; the same job is tried again later.
    case wait
  }

  /// Writes into the journal, in the transaction that makes a job printed, that it was.
  package typealias Record = @Sendable (JournalWriter, PrintJob) throws -> Void

  let store: DossierStore
  let makeLine: @Sendable (PrinterRecord) throws -> PrintLine
  let record: Record
  /// Waits so many milliseconds; throws when it is time to stop.
  let pause: @Sendable (Int) async throws -> Void
  /// How often a printer is asked about a job, and a full disk tried again, in milliseconds.
  let pollMilliseconds: Int

  package static let usualPollMilliseconds = 500

  package init(
    store: DossierStore,
    makeLine: @escaping @Sendable (PrinterRecord) throws -> PrintLine = { try PrintLine($0) },
    record: @escaping Record,
    pollMilliseconds: Int = Spooler.usualPollMilliseconds,
    pause: @escaping @Sendable (Int) async throws -> Void = {
      try await Task.sleep(for: .milliseconds($0))
    }
  ) {
    self.store = store
    self.makeLine = makeLine
    self.record = record
    self.pause = pause
    self.pollMilliseconds = pollMilliseconds
  }

  /// Settles what an earlier program left half done. Called once, before the first turn, by the
  /// holder of the folder's lock for spoolers.
  package func recover() throws {
    try store.tidySpool()
    for job in try store.printJobs() {
      switch job.state {
      case .sending(.opening, _): try again(job, nil)
      case .stopping(.opening): try store.movePrintJob(job, to: .cancelled)
      case .sending(.handing(remote: nil), _), .stopping(.handing(remote: nil)):
        try store.movePrintJob(job, to: .uncertain(PrintProblem.interrupted.sentence))
      default: break
      }
    }
  }

  /// Takes the printer's first job on as far as it goes now.
  package func turn(_ printer: String) async throws -> Outcome {
    let active: Set<PrintState.Name> = [.queued, .sending, .stopping]
    let mine = try store.printJobs().filter {
      $0.printer == printer && active.contains($0.state.name)
    }
    // What the printer has comes before what it has not.
    guard let job = mine.first(where: { $0.state.name != .queued }) ?? mine.first else {
      return .idle
    }
    guard let known = try store.printer(printer), let line = try? makeLine(known) else {
      try store.movePrintJob(job, to: .failed(PrintProblem.noPrinter.sentence))
      return .moved
    }
    switch line {
    case .jobs(let line):
      return try await JobTurn(spooler: self, line: line, printer: known).take(job)
    case .bytes(let line): return try await byteTurn(job, line)
    }
  }

  private func byteTurn(_ job: PrintJob, _ line: any RawLine) async throws -> Outcome {
    guard case .queued = job.state else {
      // Left by a program that stopped.
      try store.movePrintJob(job, to: .uncertain(PrintProblem.interrupted.sentence))
      return .moved
    }
    let one = try store.printContent(job.id)
    let content = (0..<job.ticket.copies).reduce(into: Data()) { bytes, _ in bytes += one }
    do {
      try await line.ready()
    } catch {
      return try settle(job, error)
    }
    guard let sending = try move(job, .sending(.handing(remote: nil), problem: nil)) else {
      return .moved
    }
    do {
      try await line.send(content)
    } catch {
      return try settle(sending, error)
    }
    try await finish(sending)
    return .moved
  }

  /// Moves a job on; nil if somebody else has moved it meanwhile.
  func move(_ job: PrintJob, _ state: PrintState) throws -> PrintJob? {
    if job.state == state { return job }
    guard try store.movePrintJob(job, to: state) else { return nil }
    return try store.printJob(job.id)
  }

  /// What a problem makes of a job of which nothing more is to be expected at the printer.
  func settle(_ job: PrintJob, _ problem: PrintProblem) throws -> Outcome {
    switch problem.kind {
    case .wait:
      try again(job, problem.sentence)
      return .wait
    case .refused: try store.movePrintJob(job, to: .failed(problem.sentence))
    case .uncertain: try store.movePrintJob(job, to: .uncertain(problem.sentence))
    }
    return .moved
  }

  /// From the beginning, under another name at the printer.
  func again(_ job: PrintJob, _ problem: LocalizedText?) throws {
    var ticket = job.ticket
    ticket.attempt += 1
    try store.movePrintJob(job, to: .queued(problem: problem), ticket: ticket)
  }

  /// The job has been printed: that is written down however long the disk takes, because a job
  /// that is not known as printed would be printed again.
  func finish(_ job: PrintJob) async throws {
    try await insist {
      _ = try store.movePrintJob(
        job, to: .printed(at: store.now), also: { try record($0, job) })
    }
  }

  /// Writes down what has happened at the printer and cannot be taken back, however long the disk
  /// is full.
  func insist<Value>(_ write: () throws -> Value) async throws -> Value {
    while true {
      do {
        return try write()
      } catch let error as StoreError where error.kind == .storage {
        try await pause(pollMilliseconds)
      }
    }
  }
}
