package import Identity

/// Positions of a unit's log, one after the other.
package struct PositionRun: Sendable, Hashable, JSONConvertible {
  package let first: Int
  package let count: Int

  package init(first: Int, count: Int) {
    self.first = first
    self.count = count
  }

  package var end: Int { first + count }

  /// The fewest runs that have exactly these positions in this order.
  package static func runs(of positions: [Int]) -> [PositionRun] {
    var runs: [PositionRun] = []
    for position in positions {
      if let last = runs.last, last.end == position {
        runs[runs.count - 1] = PositionRun(first: last.first, count: last.count + 1)
      } else {
        runs.append(PositionRun(first: position, count: 1))
      }
    }
    return runs
  }

  package init(json: JSONValue) throws {
    guard let numbers = json.array, numbers.count == 2,
      let first = numbers[0].integer.flatMap({ Int(exactly: $0) }), first >= 0,
      let count = numbers[1].integer.flatMap({ Int(exactly: $0) }), count >= 1,
      !first.addingReportingOverflow(count).overflow
    else { throw MessageError.lines("A run of positions is not a position and a count.") }
    self.init(first: first, count: count)
  }

  package var json: JSONValue { [.integer(Int64(first)), .integer(Int64(count))] }
}

/// How far a device is with what comes ahead of a unit's log, as it says in its request.
package struct AheadCursor: Sendable, Hashable, JSONConvertible {
  /// The hub's epoch the positions belong to.
  package let epoch: Int
  /// What is ahead lies between these sizes of the log.
  package let from: Int
  package let to: Int
  /// Where to go on, in the hub's own words; `nil` when all of it has come.
  package let next: String?
  /// Positions behind the device's cursor whose entries it has.
  package var holds: [PositionRun]

  /// Positions one request may name.
  package static let holdsLimit = 256
  package static let nextByteLimit = 64

  package init(epoch: Int, from: Int, to: Int, next: String?, holds: [PositionRun] = []) {
    self.epoch = epoch
    self.from = from
    self.to = to
    self.next = next
    self.holds = holds
  }

  package init(json: JSONValue) throws {
    var fields = try JSONFields(json, "place ahead of a log")
    epoch = try fields.count("epoch")
    from = try fields.count("from")
    to = try fields.count("to")
    next = try AheadPart.next(&fields)
    let runs = fields.take("holds")?.array ?? []
    guard from <= to, runs.count <= Self.holdsLimit else { throw fields.wrong("holds") }
    holds = try runs.map(PositionRun.init(json:))
  }

  package var json: JSONValue {
    var members: [String: JSONValue] = [
      "epoch": .integer(Int64(epoch)), "from": .integer(Int64(from)), "to": .integer(Int64(to)),
    ]
    members["next"] = next.map { .string($0) }
    if !holds.isEmpty { members["holds"] = .array(holds.map(\.json)) }
    return .object(members)
  }
}

/// Entries of a unit's log that come before the log comes to them: what a device far behind needs
/// first.
package struct AheadPart: Sendable, Hashable {
  package let from: Int
  package let to: Int
  package let next: String?
  /// The position in the log of every line.
  package let positions: [Int]
  /// Whole entries; never by reference.
  package let lines: [WireLine]

  package init(from: Int, to: Int, next: String?, positions: [Int], lines: [WireLine]) {
    precondition(positions.count == lines.count, "every line has its position")
    self.from = from
    self.to = to
    self.next = next
    self.positions = positions
    self.lines = lines
  }

  /// - Parameter rest: the lines of the segment not read yet; its own are taken from it.
  init(json: JSONValue, lines rest: inout ArraySlice<WireLine>) throws {
    var fields = try JSONFields(json, "part ahead of a log")
    from = try fields.count("from")
    to = try fields.count("to")
    next = try Self.next(&fields)
    let runs = try (fields.take("runs")?.array ?? []).map(PositionRun.init(json:))
    var count = 0
    for run in runs {
      // Checked before positions are listed: what is named must be carried.
      guard run.count <= rest.count - count, run.first >= from, run.end <= to else {
        throw MessageError.lines("The answer carries fewer lines ahead than it names.")
      }
      count += run.count
    }
    positions = runs.flatMap { Array($0.first..<$0.end) }
    lines = Array(rest.prefix(count))
    rest = rest.dropFirst(count)
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "from": .integer(Int64(from)), "to": .integer(Int64(to)),
    ]
    members["next"] = next.map { .string($0) }
    if !positions.isEmpty {
      members["runs"] = .array(PositionRun.runs(of: positions).map(\.json))
    }
    return .object(members)
  }

  fileprivate static func next(_ fields: inout JSONFields) throws -> String? {
    guard let value = fields.take("next") else { return nil }
    guard let text = value.string, (1...AheadCursor.nextByteLimit).contains(text.utf8.count) else {
      throw fields.wrong("next")
    }
    return text
  }
}

extension ExchangeAnswer {
  /// Whether its log parts name entries by what came ahead of the log.
  package var leansOnAhead: Bool {
    logs.values.contains { part in
      part.lines.contains { line in
        guard case .known(let epoch, _, _) = line else { return false }
        return epoch == part.checkpoint.epoch
      }
    }
  }
}
