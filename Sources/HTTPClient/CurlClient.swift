import CCurl
import Foundation
import Synchronization

/// libcurl on a thread of its own: a blocking transfer never occupies a thread of Swift's pool.
///
/// Requests run one after another over one handle, so connections and TLS sessions are kept.
package final class CurlClient: Sendable {
  /// Largest answer taken, in bytes; a longer one ends the request.
  package static let answerByteLimit = 64 * 1024 * 1024
  /// A transfer slower than one byte a second for this long, in seconds, is given up.
  package static let stallSeconds = 45
  package static let connectTimeoutSeconds = 20

  private struct Job: Sendable {
    let request: HTTPRequest
    let reply: @Sendable (Result<HTTPResponse, LinkError>) -> Void
  }

  private let queue: JobQueue<Job>
  private let connection: Connection

  /// What the thread tells of the connection it keeps open.
  private final class Connection: Sendable {
    let isSlowed = Atomic(false)
  }

  package init() {
    let (queue, connection) = (JobQueue<Job>(), Connection())
    (self.queue, self.connection) = (queue, connection)
    let thread = Thread {
      _ = CurlClient.globalState
      let handle = CurlHandle()
      while let job = queue.next() {
        let result = handle.perform(job.request)
        connection.isSlowed.store(handle.isSlowed(), ordering: .relaxed)
        job.reply(result)
      }
    }
    thread.name = "motcua.link"
    thread.start()
  }

  deinit { queue.close() }

  /// curl_global_init is not thread safe, so it runs once for the process. OpenSSL would free at the
  /// end of the process what a thread of this client that is just ending still reads
  /// (OPENSSL_init_crypto(3), OPENSSL_INIT_NO_ATEXIT).
  private static let globalState: Bool =
    OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil) == 1
    && curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Whether the connection kept open expects answers far later than the link brings them, as after
  /// much has stood in its queue: a packet lost now would be missed as late.
  package var isSlowed: Bool { connection.isSlowed.load(ordering: .relaxed) }

  /// Sends one request and waits for its answer.
  /// - Throws: ``LinkError`` when no answer came.
  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await withCheckedThrowingContinuation { continuation in
      let taken = queue.add(
        Job(request: request) { result in
          continuation.resume(with: result.mapError { $0 as any Error })
        })
      if !taken { continuation.resume(throwing: LinkError("The link has been closed.")) }
    }
  }
}

/// A blocking first-in first-out queue between tasks and one worker thread.
private final class JobQueue<Job: Sendable>: @unchecked Sendable {
  // Guarded by `condition`, which is the only way in.
  private let condition = NSCondition()
  private var jobs: [Job] = []
  private var closed = false

  func add(_ job: Job) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if closed { return false }
    jobs.append(job)
    condition.signal()
    return true
  }

  func next() -> Job? {
    condition.lock()
    defer { condition.unlock() }
    while jobs.isEmpty && !closed { condition.wait() }
    return jobs.isEmpty ? nil : jobs.removeFirst()
  }

  func close() {
    condition.lock()
    defer { condition.unlock() }
    closed = true
    condition.broadcast()
  }
}
