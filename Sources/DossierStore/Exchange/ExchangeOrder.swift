package import Identity

/// An exchange that one process asks of the agent running in another, and what came of it.
package struct ExchangeOrder: Sendable, Hashable, JSONConvertible {
  package enum State: Sendable, Hashable {
    case open
    case taken
    /// What it came to, as the agent counts.
    case done(JSONValue)
    /// One sentence.
    case failed(String)
  }

  /// Tells orders apart.
  package let id: String
  package var state: State

  package init(id: String, state: State = .open) {
    self.id = id
    self.state = state
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "exchange order")
    id = try fields.string("id")
    if let totals = fields.take("done") {
      state = .done(totals)
    } else if let sentence = fields.take("failed")?.string {
      state = .failed(sentence)
    } else {
      state = fields.take("taken") == nil ? .open : .taken
    }
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = ["id": .string(id)]
    switch state {
    case .open: break
    case .taken: members["taken"] = true
    case .done(let totals): members["done"] = totals
    case .failed(let sentence): members["failed"] = .string(sentence)
    }
    return .object(members)
  }
}

extension DossierStore {
  private static let orderKey = "exchangeOrder"

  /// The last order given, if any.
  package func exchangeOrder() throws -> ExchangeOrder? {
    try setting(Self.orderKey).map(ExchangeOrder.init(json:))
  }

  /// Puts an order, or how far it is, in place of the one before. The running agent notices.
  package func put(_ order: ExchangeOrder) throws {
    try setSetting(Self.orderKey, order.json)
  }
}
