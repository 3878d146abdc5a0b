import Dossiers
package import Identity

/// A number of the province's receipts and what became of it: an entry of its own, so that it
/// stays used when the dossier it was given for is erased.
package struct UsedReceiptNumber: Sendable, Hashable {
  package enum Use: Sendable, Hashable {
    /// For a payment, by its entry.
    case given(EntryID)
    /// The paper was spoilt.
    case spoilt(String)
  }

  package static let kind = "receipt.number"

  package let entry: EntryID
  package let form: String
  package let series: String
  package let number: Int
  package let use: Use
  package let actor: String
  /// Milliseconds.
  package let time: Int64

  /// `nil` for what this program does not understand.
  package init?(_ entry: Entry) {
    guard let body = entry.content, let form = body["form"]?.string,
      let series = body["series"]?.string,
      let number = body["number"]?.integer.flatMap({ Int(exactly: $0) })
    else { return nil }
    self.entry = entry.id
    self.form = form
    self.series = series
    self.number = number
    use =
      body["claim"]?.string.flatMap { EntryID($0) }.map { .given($0) }
      ?? .spoilt(body["reason"]?.string ?? "")
    actor = entry.head.actor
    time = entry.head.time
  }

  package static func body(
    _ form: String, _ series: String, _ number: Int, use: Use
  ) -> [String: JSONValue] {
    var body: [String: JSONValue] = [
      "form": .string(form), "series": .string(series), "number": .integer(Int64(number)),
    ]
    switch use {
    case .given(let claim): body["claim"] = .string(claim.description)
    case .spoilt(let reason): body["reason"] = .string(reason)
    }
    return body
  }
}
