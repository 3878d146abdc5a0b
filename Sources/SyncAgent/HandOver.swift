import DossierStore
import Foundation
import HTTPClient
package import Identity

/// A command beside a running agent asks the agent to exchange: it has the open connection, the
/// resumable session and the files half sent.
extension ExchangeAgent {
  /// How long a running agent may take to notice, in milliseconds; one that does not is older than
  /// this program.
  private static let noticeMilliseconds: Int64 = 5_000

  /// Lets the agent of another process exchange and waits until it has.
  /// - Returns: what it came to; nil when no agent runs, or it has gone or does not know orders.
  /// - Throws: ``LinkError`` with the agent's sentence.
  package func handOver() async throws -> ExchangeTotals? {
    guard try isAgentRunning() else { return nil }
    let order = ExchangeOrder(id: random.bytes(8).base64url)
    try store.put(order)
    let start = Self.steady
    while try isAgentRunning(), let now = try store.exchangeOrder(), now.id == order.id {
      switch now.state {
      case .done(let totals): return ExchangeTotals(json: totals)
      case .failed(let sentence): throw LinkError(sentence)
      case .open where Self.steady - start > Self.noticeMilliseconds: return nil
      case .open, .taken: try await Task.sleep(for: .milliseconds(100))
      }
    }
    return nil
  }

  /// The lock is given back at once: only the agent keeps it.
  private func isAgentRunning() throws -> Bool { try store.folder.lock(.agent) == nil }

  /// Takes an order that waits. The running agent calls this whenever something changed.
  func takeOrder() -> ExchangeOrder? {
    guard var order = try? store.exchangeOrder(), order.state == .open else { return nil }
    order.state = .taken
    return (try? store.put(order)) == nil ? nil : order
  }

  /// Tells whoever waits what came of an order.
  func close(_ order: ExchangeOrder, before: ExchangeTotals) {
    var order = order
    switch status.phase {
    case .online, .exchanging: order.state = .done(.object((sum - before).members))
    case .refused(let sentence): order.state = .failed(sentence)
    case .standalone, .offline, .paused:
      order.state = .failed(
        status.clockNotice ?? "The hub cannot be reached now; the agent goes on trying.")
    }
    // Whoever waits finds the agent gone, or asks again, if this cannot be written.
    try? store.put(order)
  }
}

extension ExchangeTotals {
  /// What is counted, by the names the command line prints.
  private static let counts: [(name: String, path: any WritableKeyPath<Self, Int> & Sendable)] = [
    ("sent", \.sent), ("received", \.received), ("bytesUp", \.bytesUp),
    ("bytesDown", \.bytesDown), ("roundTrips", \.roundTrips),
  ]

  init(json: JSONValue) {
    self.init()
    for (name, path) in Self.counts {
      self[keyPath: path] = json[name]?.integer.flatMap { Int(exactly: $0) } ?? 0
    }
  }

  /// Members of a JSON object.
  package var members: [String: JSONValue] {
    Self.counts.reduce(into: [:]) { $0[$1.name] = .integer(Int64(self[keyPath: $1.path])) }
  }

  static func + (left: ExchangeTotals, right: ExchangeTotals) -> ExchangeTotals {
    combined(left, right, +)
  }

  static func - (left: ExchangeTotals, right: ExchangeTotals) -> ExchangeTotals {
    combined(left, right, -)
  }

  private static func combined(
    _ left: ExchangeTotals, _ right: ExchangeTotals, _ work: (Int, Int) -> Int
  ) -> ExchangeTotals {
    counts.reduce(into: left) {
      $0[keyPath: $1.path] = work(left[keyPath: $1.path], right[keyPath: $1.path])
    }
  }
}
