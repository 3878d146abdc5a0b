import DossierStore
import HTTPClient
import Synchronization

/// A run on its way beside the exchange.
final class FlyingRun: Sendable {
  private let run: RunAhead
  private let upload: UploadMark
  private let hasFailed = Mutex(false)

  init(_ run: RunAhead, _ upload: UploadMark) {
    self.run = run
    self.upload = upload
  }

  func fail() { hasFailed.withLock { $0 = true } }

  /// The run, as long as nothing says that it did not arrive.
  var unlessFailed: RunAhead? { hasFailed.withLock { $0 } ? nil : run }

  /// Waits until the link has taken it: what follows must not take the line from it.
  func leave() async { await upload.wait() }
}

/// Sends runs ahead of the next exchange, one at a time and over a connection of their own. What
/// becomes of them the exchanges tell.
final class RunsAhead: Sendable {
  private struct State {
    /// Made for the first run: most communes never have more than one segment waiting.
    var client: CurlClient?
    var flying: FlyingRun?
    var answers: [HTTPResponse] = []
  }

  private let state = Mutex(State())

  func begin(_ run: RunAhead, _ request: HTTPRequest, _ upload: UploadMark) {
    var request = request
    request.upload = upload
    let flying = FlyingRun(run, upload)
    let client = state.withLock { state in
      let client = state.client ?? CurlClient()
      state.client = client
      state.flying = flying
      return client
    }
    Task { [request] in
      let answer = try? await client.send(request)
      if answer.map({ $0.status >= 300 }) ?? true { flying.fail() }
      if let answer { state.withLock { $0.answers.append(answer) } }
    }
  }

  /// The run sent last; it is asked for once.
  func take() -> FlyingRun? {
    state.withLock { state in
      defer { state.flying = nil }
      return state.flying
    }
  }

  /// Answers to the runs since this was asked last.
  func answered() -> [HTTPResponse] {
    state.withLock { state in
      defer { state.answers = [] }
      return state.answers
    }
  }
}
