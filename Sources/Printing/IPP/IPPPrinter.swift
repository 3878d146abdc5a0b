package import DossierStore
import Dossiers
package import Foundation
import HTTPClient

/// A printer that tells what became of a job.
package protocol JobLine: Sendable {
  func status() async throws(PrintProblem) -> PrinterStatus
  /// Opens a job without content and answers the printer's number of it.
  func open(_ ticket: PrintTicket, paper: PrinterRecord.Paper, name: String)
    async throws(PrintProblem) -> Int
  /// Sends the content of an opened job, which begins printing.
  func hand(_ content: Data, format: PrintFormat, remote: Int) async throws(PrintProblem)
  func job(_ remote: Int) async throws(PrintProblem) -> RemoteJob
  /// Cancels a job; one that is finished or unknown is no error.
  func cancel(_ remote: Int) async throws(PrintProblem)
  /// Cancels what an earlier attempt left open: jobs of ours whose name begins so.
  func cancelOpened(named prefix: String) async throws(PrintProblem)
}

/// IPP Everywhere, or a queue of CUPS, over HTTP.
package final class IPPPrinter: JobLine {
  /// Waiting times in seconds.
  package struct Patience: Sendable {
    package var connect = 5
    package var answer = 30
    package var document = 180
    package init(connect: Int = 5, answer: Int = 30, document: Int = 180) {
      self.connect = connect
      self.answer = answer
      self.document = document
    }
  }

  let http: String
  let uri: String
  let client = CurlClient()
  let patience: Patience

  package init(http: String, uri: String, patience: Patience = Patience()) {
    self.http = http
    self.uri = uri
    self.patience = patience
  }

  package func status() async throws(PrintProblem) -> PrinterStatus {
    try await attributes().status
  }

  package func open(_ ticket: PrintTicket, paper: PrinterRecord.Paper, name: String)
    async throws(PrintProblem) -> Int
  {
    let printer = try await attributes()
    try printer.accepts(ticket)
    let answer = try await ask(
      .createJob,
      [
        IPPAttribute("job-name", .string(.name, name)),
        IPPAttribute("ipp-attribute-fidelity", .boolean(false)),
      ], job: printer.jobAttributes(ticket, paper))
    guard let id = answer.group(.job)?["job-id"]?.first?.number, id > 0 else {
      throw .nonsense("no job-id")
    }
    return id
  }

  package func hand(_ content: Data, format: PrintFormat, remote: Int)
    async throws(PrintProblem)
  {
    _ = try await ask(
      .sendDocument,
      [
        IPPAttribute("job-id", .integer(Int32(clamping: remote))),
        IPPAttribute("document-format", .string(.mediaType, format.rawValue)),
        IPPAttribute("last-document", .boolean(true)),
      ], document: content)
  }

  package func job(_ remote: Int) async throws(PrintProblem) -> RemoteJob {
    let answer = try await exchange(
      .getJobAttributes,
      [
        IPPAttribute("job-id", .integer(Int32(clamping: remote))),
        IPPAttribute(
          name: "requested-attributes",
          values: ["job-state", "job-state-reasons", "job-impressions-completed"].map {
            .string(.keyword, $0)
          }),
      ])
    if answer.code == IPPStatus.notFound || answer.code == IPPStatus.gone { return .unknown }
    try check(answer)
    guard let job = answer.group(.job), let state = job["job-state"]?.first?.number else {
      throw .nonsense("no job-state")
    }
    let reasons = IPPReasons(job["job-state-reasons"]?.compactMap(\.text) ?? [])
    let printed = job["job-impressions-completed"]?.first?.number ?? 0
    // RFC 8011, 5.3.7: 3 pending, 4 held, 5 processing, 6 stopped, 7 cancelled, 8 aborted, 9 done.
    switch state {
    case 3, 4, 5, 6:
      let lacks = reasons.contains("job-incoming") || reasons.contains("job-data-insufficient")
      return state != 5 && lacks ? .incomplete : .waiting(reasons)
    case 7: return .cancelled
    case 8: return .aborted(reasons, hasPrinted: printed > 0)
    case 9: return .completed
    default: throw .nonsense("job-state \(state)")
    }
  }

  package func cancel(_ remote: Int) async throws(PrintProblem) {
    let answer = try await exchange(
      .cancelJob, [IPPAttribute("job-id", .integer(Int32(clamping: remote)))])
    let harmless = [IPPStatus.notPossible, IPPStatus.notFound, IPPStatus.gone]
    if !harmless.contains(answer.code) { try check(answer) }
  }

  package func cancelOpened(named prefix: String) async throws(PrintProblem) {
    let answer = try await ask(
      .getJobs,
      [
        IPPAttribute("which-jobs", .string(.keyword, "not-completed")),
        IPPAttribute("my-jobs", .boolean(true)),
        IPPAttribute(
          name: "requested-attributes",
          values: [.string(.keyword, "job-id"), .string(.keyword, "job-name")]),
      ])
    for group in answer.groups where group.tag == .job {
      guard let name = group["job-name"]?.first?.text, name.hasPrefix(prefix),
        let id = group["job-id"]?.first?.number
      else { continue }
      try await cancel(id)
    }
  }

  /// The printer's own description.
  func attributes() async throws(PrintProblem) -> IPPDescription {
    let answer = try await ask(
      .getPrinterAttributes,
      [
        IPPAttribute(
          name: "requested-attributes",
          values: IPPDescription.wanted.map { .string(.keyword, $0) })
      ])
    guard let group = answer.group(.printer) else { throw .nonsense("no printer attributes") }
    return try IPPDescription(group)
  }
}
