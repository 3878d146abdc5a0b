package import Foundation

/// A printer that takes bytes and prints them: thermal printers.
package protocol RawLine: Sendable {
  /// - throws: `wait` when it cannot take a job now; nothing has been sent.
  func ready() async throws(PrintProblem)
  /// Sends everything.
  /// - throws: `wait` if nothing was taken, `uncertain` if some of it may have been printed.
  func send(_ content: Data) async throws(PrintProblem)
}

/// A TCP port (9100 by custom) or a device file such as `/dev/usb/lp0`.
package struct ByteLine: RawLine {
  package enum Place: Sendable, Hashable {
    case tcp(host: String, port: Int)
    case device(path: String)
  }

  /// Waiting times in milliseconds.
  package struct Patience: Sendable {
    package var connect = 5_000
    /// For the printer to take or to answer anything at all.
    package var stall = 30_000
    package init(connect: Int = 5_000, stall: Int = 30_000) {
      self.connect = connect
      self.stall = stall
    }
  }

  let place: Place
  /// The printer is asked for its state before, and for a sign that it has printed afterwards.
  let answers: Bool
  let patience: Patience

  package init(_ place: Place, answers: Bool, patience: Patience = Patience()) {
    self.place = place
    self.answers = answers
    self.patience = patience
  }

  package func ready() async throws(PrintProblem) {
    try await onThread { () throws(PrintProblem) in
      let port = try open()
      if answers { try port.askForPaper() }
    }
  }

  package func send(_ content: Data) async throws(PrintProblem) {
    try await onThread { () throws(PrintProblem) in
      let port = try open()
      if answers { try port.askForPaper() }
      try port.write(content)
      if answers { try port.awaitPrinted() } else { try port.awaitTaken() }
    }
  }

  private func open() throws(PrintProblem) -> BytePort {
    switch place {
    case .tcp(let host, let port): try BytePort(host: host, port: port, patience)
    case .device(let path): try BytePort(device: path, patience)
    }
  }

  /// Blocking work off Swift's pool.
  private func onThread(_ work: @escaping @Sendable () throws(PrintProblem) -> Void)
    async throws(PrintProblem)
  {
    let result = await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: Result { () throws(PrintProblem) in try work() })
      }
    }
    try result.get()
  }
}
