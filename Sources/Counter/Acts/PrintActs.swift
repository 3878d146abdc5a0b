import Documents
package import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// Papers on their way to the office's printers.
extension OneStopOffice {
  /// Most copies of one print.
  package static let printCopiesLimit = 9

  /// Puts a paper into a printer's queue. When it returns the job is on the disk; the dossier's
  /// journal says that it was printed once it has been.
  ///
  /// A paper that was printed before, or is about to be, is marked as a reprint with its number.
  /// - Throws: ``DossierError`` when the number makes no sense, the role forbids it or the printer
  ///   cannot print this paper.
  @discardableResult
  package func print(
    _ kind: PaperKind, code: String, on printer: String, copies: Int, by actor: Actor
  ) throws -> PrintJob {
    try actor.require(.printPapers)
    guard (1...Self.printCopiesLimit).contains(copies) else {
      throw DossierError(
        .badInput, vi: "Số bản in phải từ 1 đến \(Self.printCopiesLimit).",
        en: "The number of printed copies is 1 to \(Self.printCopiesLimit).")
    }
    let (id, state) = try state(code: code)
    let earlier =
      state.prints.filter { $0.document == kind.rawValue }.count
      + (try openJobs(kind, subject: id).count)
    let known = try knownPrinter(printer)
    let ticket = PrintTicket(
      document: kind.rawValue, code: state.code, copies: copies, reprint: earlier,
      format: known.format, actor: actor.id)
    return try store.enqueue(
      content(of: ticket, for: id, on: known, by: actor), ticket: ticket, printer: known.id,
      subject: id)
  }

  /// Tries a job again that came to nothing.
  package func retryPrint(_ id: Int64, by actor: Actor) throws {
    let job = try printJob(id, actor, in: [.failed, .queued])
    let known = try knownPrinter(job.printer)
    var ticket = job.ticket
    ticket.attempt += 1
    var content: Data?
    if ticket.format != known.format {
      ticket.format = known.format
      content = try self.content(of: ticket, for: job.subject, on: known, by: actor)
    }
    try move(job, to: .queued(problem: nil), ticket: ticket, content: content)
  }

  /// Cancels a job. One that is being printed is cancelled at the printer, if that is possible.
  package func cancelPrint(_ id: Int64, by actor: Actor) throws {
    let job = try printJob(id, actor, in: [.queued, .failed, .uncertain, .sending])
    switch job.state {
    case .sending(let step, _):
      guard step != .handing(remote: nil) else {
        throw DossierError(
          .refused, vi: "Máy in đang in bản này, không huỷ được nữa.",
          en: "This job is being printed and cannot be cancelled any more.")
      }
      try move(job, to: .stopping(step))
    default: try move(job, to: .cancelled)
    }
  }

  /// The officer has the paper of a job that may have been printed.
  package func confirmPrint(_ id: Int64, by actor: Actor) throws {
    let job = try printJob(id, actor, in: [.uncertain])
    guard
      try store.movePrintJob(
        job, to: .printed(at: store.now), also: { try recordPrinted(job, in: $0) })
    else { throw Self.movedMeanwhile }
  }

  /// Prints a paper of an earlier job once more, marked as a reprint.
  @discardableResult
  package func reprint(_ id: Int64, by actor: Actor) throws -> PrintJob {
    let job = try printJob(id, actor, in: [.uncertain, .printed])
    let again = try print(
      PaperKind(named: job.ticket.document), code: Self.name(job.ticket, job.subject),
      on: job.printer,
      copies: job.ticket.copies, by: actor)
    if job.state.name == .uncertain { try move(job, to: .cancelled) }
    return again
  }

  /// Writes into the journal that a job's paper was printed; in the name of who asked for it.
  package func recordPrinted(_ job: PrintJob, in journal: JournalWriter) throws {
    guard let subject = job.subject else { return }
    _ = try journal.append(
      EntryDraft(
        kind: "dossier.printed", subject: .existing(subject),
        body: [
          "document": .string(job.ticket.document), "copy": .integer(Int64(job.ticket.copies)),
          "format": job.ticket.format == .raw ? "escpos" : "pdf",
        ]), by: job.ticket.actor, clock: clockSource())
  }

  /// What leads to a job's dossier, also once another one has its code.
  private static func name(_ ticket: PrintTicket, _ subject: EntryID?) -> String {
    subject?.description ?? ticket.code
  }

  private func content(
    of ticket: PrintTicket, for subject: EntryID?, on printer: PrinterRecord, by actor: Actor
  ) throws -> Data {
    let code = Self.name(ticket, subject)
    let mark = ticket.reprint == 0 ? PaperMark.original : .reprint(ticket.reprint)
    let kind = try PaperKind(named: ticket.document)
    switch ticket.format {
    case .pdf: return try document(kind, format: .pdf, code: code, mark: mark, by: actor)
    case .raw:
      return try slip(
        kind, width: printer.paper == .mm58 ? .mm58 : .mm80, code: code, mark: mark,
        by: actor)
    case .pwgRaster:
      guard let made = printer.raster, let color = PWGRaster.Color(rawValue: made.type),
        PWGRaster.resolutions.contains(made.dotsPerInch)
      else {
        throw DossierError(
          .refused, vi: "Chưa rõ máy in nhận ảnh thế nào; hãy bấm “Kiểm tra” máy in.",
          en: "It is not known which pictures the printer takes; press “Test” for the printer.")
      }
      return try raster(
        kind, PWGRaster(dotsPerInch: made.dotsPerInch, color: color), code: code,
        mark: mark, by: actor)
    }
  }

  /// Jobs of a paper that may still come out, or may have come out.
  private func openJobs(_ kind: PaperKind, subject: EntryID) throws -> [PrintJob] {
    try store.printJobs().filter { job in
      job.subject == subject && job.ticket.document == kind.rawValue
        && !job.state.isFinished && job.state.name != .failed
    }
  }

  private func knownPrinter(_ id: String) throws -> PrinterRecord {
    guard let known = try store.printer(id) else {
      throw DossierError(
        .notFound, vi: "Không có máy in này.", en: "There is no printer \(id.prefix(40)).")
    }
    return known
  }

  private func printJob(_ id: Int64, _ actor: Actor, in states: Set<PrintState.Name>) throws
    -> PrintJob
  {
    try actor.require(.printPapers)
    guard let job = try store.printJob(id) else {
      throw DossierError(
        .notFound, vi: "Không có lệnh in số \(id).", en: "There is no print job \(id).")
    }
    guard states.contains(job.state.name) else {
      throw DossierError(
        .refused, vi: "Lệnh in số \(id) không còn ở trạng thái làm được việc này.",
        en: "Print job \(id) is \(job.state.name.rawValue): this cannot be done with it.")
    }
    return job
  }

  private func move(
    _ job: PrintJob, to state: PrintState, ticket: PrintTicket? = nil, content: Data? = nil
  ) throws {
    guard try store.movePrintJob(job, to: state, ticket: ticket, content: content) else {
      throw Self.movedMeanwhile
    }
  }

  private static let movedMeanwhile = DossierError(
    .refused, vi: "Lệnh in vừa đổi trạng thái; hãy xem lại.",
    en: "The print job has just moved on; look again.")
}
