package import Dossiers
package import Identity

/// What of attached files, and of the province's catalogue, may go over a link that is paid by
/// volume or slow by day. Entries are small and never wait.
package struct FileBudget: Sendable, Hashable, JSONConvertible {
  /// From one time of day until another; over midnight when it ends before it begins.
  package struct Hours: Sendable, Hashable {
    package let from: TimeOfDay
    package let to: TimeOfDay

    package init(from: TimeOfDay, to: TimeOfDay) {
      self.from = from
      self.to = to
    }

    func contains(_ time: TimeOfDay) -> Bool {
      from <= to ? from <= time && time < to : from <= time || time < to
    }
  }

  package enum Verdict: Sendable, Hashable {
    case open
    /// The day's bytes are used up; it goes on after midnight.
    case spent
    case outsideHours
  }

  /// Largest limit of a day, in bytes.
  package static let most = 1_000_000_000_000

  /// Bytes of a civil day; nil for all there are.
  package let bytesOfDay: Int?
  /// Nil for the whole day.
  package let hours: Hours?

  package static let unlimited = FileBudget(bytesOfDay: nil, hours: nil)

  package init(bytesOfDay: Int?, hours: Hours?) {
    self.bytesOfDay = bytesOfDay
    self.hours = hours
  }

  /// How often to try over such a link.
  package var retryPolicy: RetryPolicy { bytesOfDay == nil ? RetryPolicy() : .metered }

  /// - Parameter spent: bytes that went this civil day.
  package func verdict(spent: Int, at time: TimeOfDay) -> Verdict {
    if let bytesOfDay, spent >= bytesOfDay { return .spent }
    if let hours, !hours.contains(time) { return .outsideHours }
    return .open
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "file budget")
    bytesOfDay = fields.take("bytesOfDay")?.integer.flatMap { Int(exactly: $0) }
    let (from, to) = (fields.take("from")?.string, fields.take("to")?.string)
    hours = from.flatMap(TimeOfDay.init).flatMap { start in
      to.flatMap(TimeOfDay.init).map { Hours(from: start, to: $0) }
    }
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [:]
    members["bytesOfDay"] = bytesOfDay.map { .integer(Int64($0)) }
    members["from"] = hours.map { .string($0.from.description) }
    members["to"] = hours.map { .string($0.to.description) }
    return .object(members)
  }
}
