import DossierStore
import Foundation
import HTTPClient
import Identity

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
    case .online, .exchanging: order.state = .done((sum - before).json)
    case .refused(let sentence): order.state = .failed(sentence)
    case .standalone, .offline, .paused:
      order.state = .failed("The hub cannot be reached now; the agent goes on trying.")
    }
    // Whoever waits finds the agent gone, or asks again, if this cannot be written.
    try? store.put(order)
  }
}

extension ExchangeTotals {
  init(json: JSONValue) {
    func count(_ key: String) -> Int { json[key]?.integer.flatMap { Int(exactly: $0) } ?? 0 }
    self.init()
    sent = count("sent")
    received = count("received")
    bytesUp = count("bytesUp")
    bytesDown = count("bytesDown")
    roundTrips = count("roundTrips")
  }

  var json: JSONValue {
    [
      "sent": .integer(Int64(sent)), "received": .integer(Int64(received)),
      "bytesUp": .integer(Int64(bytesUp)), "bytesDown": .integer(Int64(bytesDown)),
      "roundTrips": .integer(Int64(roundTrips)),
    ]
  }

  static func + (left: ExchangeTotals, right: ExchangeTotals) -> ExchangeTotals {
    var sum = left
    sum.sent += right.sent
    sum.received += right.received
    sum.bytesUp += right.bytesUp
    sum.bytesDown += right.bytesDown
    sum.roundTrips += right.roundTrips
    return sum
  }

  static func - (left: ExchangeTotals, right: ExchangeTotals) -> ExchangeTotals {
    var rest = left
    rest.sent -= right.sent
    rest.received -= right.received
    rest.bytesUp -= right.bytesUp
    rest.bytesDown -= right.bytesDown
    rest.roundTrips -= right.roundTrips
    return rest
  }
}
