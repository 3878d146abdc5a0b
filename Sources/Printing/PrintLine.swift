package import DossierStore

/// The way to one printer.
package enum PrintLine: Sendable {
  /// It tells what became of each job.
  case jobs(any JobLine)
  /// It takes bytes and tells nothing, or little.
  case bytes(any RawLine)

  /// The real line of a printer.
  /// - throws: `DossierError` for an address that cannot be one.
  package init(_ printer: PrinterRecord) throws {
    switch try printer.line {
    case .ipp(let http, let uri): self = .jobs(IPPPrinter(http: http, uri: uri))
    case .tcp(let host, let port):
      self = .bytes(ByteLine(.tcp(host: host, port: port), answers: printer.answers))
    case .device(let path):
      self = .bytes(ByteLine(.device(path: path), answers: printer.answers))
    }
  }
}

extension PrintLine {
  /// How the printer is now; of one that takes bytes it is known only that it is there.
  package func status() async throws(PrintProblem) -> PrinterStatus {
    switch self {
    case .jobs(let line): return try await line.status()
    case .bytes(let line):
      try await line.ready()
      return PrinterStatus(name: "", formats: [], isAccepting: true, hindrances: [])
    }
  }
}
