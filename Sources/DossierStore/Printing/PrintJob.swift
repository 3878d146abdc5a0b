package import Dossiers
package import Identity
package import Sync

/// A paper on its way to a printer.
package struct PrintJob: Sendable, Hashable, Identifiable {
  /// Grows with every job; the order of a printer's jobs.
  package let id: Int64
  package let printer: String
  /// The dossier whose erasure destroys the job.
  package let subject: SubjectID?
  package let ticket: PrintTicket
  package let state: PrintState

  /// The name under which a printer knows an attempt; no other job of any device has it.
  package func name(device: DeviceID) -> String { "motcua-\(device)-\(id)-\(ticket.attempt)" }
}

/// What is printed, and for whom. Personal only by the dossier's code; kept sealed.
package struct PrintTicket: Sendable, Hashable {
  /// The document's kind and the dossier's code, as the office asked for them.
  package var document: String
  package var code: String
  package var copies: Int
  /// The how manieth print after the first; 0 for the first.
  package var reprint: Int
  package var format: PrintFormat
  /// Who asked, as the journal names actors.
  package var actor: String
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package var askedAt: Int64
  /// Grows when the whole job is begun again at the printer.
  package var attempt: Int

  package init(
    document: String, code: String, copies: Int, reprint: Int, format: PrintFormat,
    actor: String, askedAt: Int64 = 0, attempt: Int = 1
  ) {
    self.document = document
    self.code = code
    self.copies = copies
    self.reprint = reprint
    self.format = format
    self.actor = actor
    self.askedAt = askedAt
    self.attempt = attempt
  }
}

/// What a job's bytes are, named as IPP names formats.
package enum PrintFormat: String, Sendable, Hashable, CaseIterable {
  case pdf = "application/pdf"
  case pwgRaster = "image/pwg-raster"
  /// Bytes for the printer as they are: `ESC/POS`.
  case raw = "application/vnd.cups-raw"
}

/// How far a job has come.
package enum PrintState: Sendable, Hashable {
  /// Waits for its turn; `problem` is why the last attempt came to nothing.
  case queued(problem: LocalizedText?)
  case sending(PrintStep, problem: LocalizedText?)
  /// An officer wants a job stopped that the printer has.
  case stopping(PrintStep)
  /// The program or the printer stopped at a moment when paper may have come out: a person looks.
  case uncertain(LocalizedText)
  case printed(at: Int64)
  case failed(LocalizedText)
  case cancelled

  package enum Name: String, Sendable, CaseIterable {
    case queued, sending, stopping, uncertain, printed, failed, cancelled
  }

  package var name: Name {
    switch self {
    case .queued: .queued
    case .sending: .sending
    case .stopping: .stopping
    case .uncertain: .uncertain
    case .printed: .printed
    case .failed: .failed
    case .cancelled: .cancelled
    }
  }

  /// Nothing more will happen to it; its content is gone.
  package var isFinished: Bool { self == .cancelled || name == .printed }

  package var problem: LocalizedText? {
    switch self {
    case .queued(let problem), .sending(_, let problem): problem
    case .uncertain(let problem), .failed(let problem): problem
    case .stopping, .printed, .cancelled: nil
    }
  }
}

/// The part of sending that was begun last. It is on the disk before the printer hears of it.
package enum PrintStep: Sendable, Hashable {
  /// A job is being opened at the printer; none of the content has left.
  case opening
  /// The content is leaving. `remote` is the printer's number of the job; nil where it has none.
  case handing(remote: Int?)
  /// The printer has said that it has all of the content.
  case handed(remote: Int)
}

extension PrintStep {
  /// The printer's number of the job, where it has one.
  package var remote: Int? {
    switch self {
    case .opening: nil
    case .handing(let remote): remote
    case .handed(let remote): remote
    }
  }

  fileprivate var name: String {
    switch self {
    case .opening: "opening"
    case .handing: "handing"
    case .handed: "handed"
    }
  }
}

extension PrintTicket: JSONConvertible {
  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "print ticket")
    document = try fields.string("document")
    code = try fields.string("code")
    copies = try fields.count("copies")
    reprint = try fields.count("reprint")
    guard let format = PrintFormat(rawValue: try fields.string("format")) else {
      throw fields.wrong("format")
    }
    self.format = format
    actor = try fields.string("actor")
    askedAt = try fields.integer64("askedAt")
    attempt = try fields.count("attempt")
  }

  package var json: JSONValue {
    [
      "document": .string(document), "code": .string(code), "copies": .integer(Int64(copies)),
      "reprint": .integer(Int64(reprint)), "format": .string(format.rawValue),
      "actor": .string(actor), "askedAt": .integer(askedAt), "attempt": .integer(Int64(attempt)),
    ]
  }
}

extension PrintState {
  init(_ name: Name, json: JSONValue) throws {
    var fields = try JSONFields(json, "print state")
    let problem = try fields.take("problem").map(LocalizedText.init(sentence:))
    func told() throws -> LocalizedText {
      guard let problem else { throw fields.wrong("problem") }
      return problem
    }
    func step(_ fields: inout JSONFields) throws -> PrintStep {
      let remote = fields.take("remote")?.integer.flatMap { Int(exactly: $0) }
      switch (try fields.string("step"), remote) {
      case ("opening", _): return .opening
      case ("handing", _): return .handing(remote: remote)
      case ("handed", let remote?): return .handed(remote: remote)
      default: throw fields.wrong("step")
      }
    }
    switch name {
    case .queued: self = .queued(problem: problem)
    case .sending: self = .sending(try step(&fields), problem: problem)
    case .stopping: self = .stopping(try step(&fields))
    case .uncertain: self = .uncertain(try told())
    case .printed: self = .printed(at: try fields.integer64("at"))
    case .failed: self = .failed(try told())
    case .cancelled: self = .cancelled
    }
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    members["problem"] = problem.map { ["vi": .string($0.vi), "en": .string($0.en)] }
    switch self {
    case .sending(let step, _), .stopping(let step):
      members["step"] = .string(step.name)
      members["remote"] = step.remote.map { .integer(Int64($0)) }
    case .printed(let at): members["at"] = .integer(at)
    default: break
    }
    return .object(members)
  }
}

extension LocalizedText {
  fileprivate init(sentence json: JSONValue) throws {
    var fields = try JSONFields(json, "sentence")
    self.init(vi: try fields.string("vi"), en: try fields.string("en"))
  }
}

extension PrintState.Name {
  /// As officers read it.
  package var words: LocalizedText {
    switch self {
    case .queued: LocalizedText(vi: "chờ in", en: "waiting")
    case .sending: LocalizedText(vi: "đang in", en: "printing")
    case .stopping: LocalizedText(vi: "đang huỷ", en: "being cancelled")
    case .uncertain: LocalizedText(vi: "chưa rõ đã in chưa", en: "may have been printed")
    case .printed: LocalizedText(vi: "đã in", en: "printed")
    case .failed: LocalizedText(vi: "không in được", en: "failed")
    case .cancelled: LocalizedText(vi: "đã huỷ", en: "cancelled")
    }
  }
}
