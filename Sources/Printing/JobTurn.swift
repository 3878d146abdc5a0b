import DossierStore
import Dossiers
import Foundation

/// One turn of a job at a printer that tells what becomes of it.
struct JobTurn {
  let spooler: Spooler
  let line: any JobLine
  let printer: PrinterRecord

  private var store: DossierStore { spooler.store }

  func take(_ job: PrintJob) async throws -> Spooler.Outcome {
    switch job.state {
    case .queued: return try await begin(job)
    case .sending(let step, _):
      if let remote = step.remote { return try await watch(job, step, remote) }
    case .stopping(let step):
      if let remote = step.remote { return try await stop(job, remote) }
    default: break
    }
    // An opening nobody went on with: nothing has been printed.
    try spooler.again(job, nil)
    return .moved
  }

  private func begin(_ job: PrintJob) async throws -> Spooler.Outcome {
    let content = try store.printContent(job.id)
    guard let opening = try spooler.move(job, .sending(.opening, problem: nil)) else {
      return .moved
    }
    let remote: Int
    do {
      if job.ticket.attempt > 1 {
        try await line.cancelOpened(named: "motcua-\(store.device)-\(job.id)-")
      }
      remote = try await line.open(
        job.ticket, paper: printer.paper, name: job.name(device: store.device))
    } catch {
      // The answer may be lost and the job open: it is empty, and its successor cancels it.
      return try spooler.settle(opening, error)
    }
    var step = PrintStep.handing(remote: remote)
    guard let handing = try spooler.move(opening, .sending(step, problem: nil)) else {
      try? await line.cancel(remote)
      return .moved
    }
    var sent: PrintProblem?
    do {
      try await line.hand(content, format: job.ticket.format, remote: remote)
      step = .handed(remote: remote)
    } catch {
      sent = error
    }
    let state = PrintState.sending(step, problem: sent?.sentence)
    guard let sending = try await spooler.insist({ try spooler.move(handing, state) }) else {
      return try await leave(job.id, remote)
    }
    return try await watch(sending, step, remote, sent)
  }

  /// Asks until the printer is through with the job. `sent` is what went wrong in sending.
  private func watch(
    _ job: PrintJob, _ step: PrintStep, _ remote: Int, _ sent: PrintProblem? = nil
  ) async throws -> Spooler.Outcome {
    var job = job
    while true {
      let told: RemoteJob
      do {
        told = try await line.job(remote)
      } catch  where error.kind == .wait {
        _ = try spooler.move(job, .sending(step, problem: error.sentence))
        return .wait
      } catch {
        try store.movePrintJob(job, to: .uncertain(PrintProblem.brokenOff.sentence))
        return .moved
      }
      guard case .waiting(let reasons) = told else {
        return try await end(job, step, told, sent)
      }
      let state = PrintState.sending(step, problem: await hindrance(reasons))
      guard let same = try spooler.move(job, state), try store.printJob(job.id)?.state == state
      else { return try await leave(job.id, remote) }
      job = same
      try await spooler.pause(spooler.pollMilliseconds)
    }
  }

  private func hindrance(_ reasons: IPPReasons) async -> LocalizedText? {
    if let said = reasons.hindrance { return said }
    return (try? await line.status())?.hindrances.first
  }

  /// Somebody changed the job meanwhile; what is erased must not come out of the printer.
  private func leave(_ id: Int64, _ remote: Int) async throws -> Spooler.Outcome {
    if try store.printJob(id) == nil { try? await line.cancel(remote) }
    return .moved
  }

  private func end(
    _ job: PrintJob, _ step: PrintStep, _ told: RemoteJob, _ sent: PrintProblem?
  ) async throws -> Spooler.Outcome {
    // Without the printer's word that it has everything, a job cut off in sending may have been
    // printed in part, or not at all.
    let isWhole = step == step.remote.map { PrintStep.handed(remote: $0) }
    switch told {
    case .waiting: return .wait
    case .completed where isWhole:
      try await spooler.finish(job)
      return .moved
    case .completed: return try spooler.settle(job, .cutShort)
    case .incomplete:
      if let remote = step.remote, (try? await line.cancel(remote)) == nil { return .wait }
      let problem = sent ?? .unreachable
      return try spooler.settle(job, problem.kind == .uncertain ? .unreachable : problem)
    case .cancelled: return try spooler.settle(job, .cancelledThere)
    case .unknown: return try spooler.settle(job, .forgotten)
    case .aborted(_, hasPrinted: true): return try spooler.settle(job, .brokenOff)
    case .aborted(let reasons, hasPrinted: false):
      let aborted = Self.aborted(reasons)
      // Cut off in sending, nothing has come out of it, so it is begun again.
      return try spooler.settle(job, sent ?? (isWhole ? aborted : .unreachable))
    }
  }

  private func stop(_ job: PrintJob, _ remote: Int) async throws -> Spooler.Outcome {
    do throws(PrintProblem) {
      try await line.cancel(remote)
      switch try await line.job(remote) {
      case .completed: break
      default:
        _ = try? store.movePrintJob(job, to: .cancelled)
        return .moved
      }
    } catch {
      if error.kind == .wait { return .wait }
      try store.movePrintJob(job, to: .uncertain(PrintProblem.brokenOff.sentence))
      return .moved
    }
    try await spooler.finish(job)
    return .moved
  }

  private static func aborted(_ reasons: IPPReasons) -> PrintProblem {
    let said = reasons.keywords.joined(separator: ", ")
    return PrintProblem(
      .refused, vi: "Máy in bỏ lệnh in này (\(said.isEmpty ? "không nói lý do" : said)).",
      en: "The printer aborted the job (\(said.isEmpty ? "no reason given" : said)).")
  }
}
