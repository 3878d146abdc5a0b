package import Dossiers
package import Identity

/// A drawer: the cash of one officer at one device on one day. An officer who works at two devices
/// has two; each can be closed without knowing the other.
package struct DrawerID: Sendable, Hashable, Comparable {
  package let day: CivilDate
  /// An actor's id, as entries have it.
  package let officer: String
  package let device: DeviceID

  package init(day: CivilDate, officer: String, device: DeviceID) {
    self.day = day
    self.officer = officer
    self.device = device
  }

  package static func < (left: DrawerID, right: DrawerID) -> Bool {
    (left.day, left.officer, left.device) < (right.day, right.officer, right.device)
  }

  var json: [String: JSONValue] {
    [
      "day": .string(day.description), "officer": .string(officer),
      "device": .string(device.rawValue),
    ]
  }

  init?(_ body: JSONValue) {
    guard let day = body["day"]?.string.flatMap({ CivilDate($0) }),
      let officer = body["officer"]?.string,
      let device = body["device"]?.string.flatMap({ DeviceID(rawValue: $0) })
    else { return nil }
    self.init(day: day, officer: officer, device: device)
  }
}

/// What a `cash.act` entry says about a drawer. Money of dossiers is not here: it is in their own
/// entries.
package enum CashAct: Sendable, Hashable {
  /// A line of a closed day as it was then: it stays when the dossier is erased.
  package struct ClosedLine: Sendable, Hashable {
    package let entry: EntryID
    /// Signed, in đồng.
    package let amount: Int
    package let dossier: String

    package init(entry: EntryID, amount: Int, dossier: String) {
      self.entry = entry
      self.amount = amount
      self.dossier = dossier
    }
  }

  /// Small change to begin with.
  case opened(Money)
  /// Handed on: to the treasury, the bank, the head of the unit.
  case deposited(Money, to: String)
  /// A line that sets something right; signed, in đồng.
  case corrected(Int, reason: String)
  /// Notes counted while the book said `expected`.
  case counted(Banknotes, expected: Int)
  /// The day is over: what was counted, what the book said, why they differ.
  case closed(counted: Int, expected: Int, reason: String, lines: [ClosedLine])

  package static let kind = "cash.act"

  package func body(_ drawer: DrawerID) -> [String: JSONValue] {
    func amount(_ dong: Int) -> JSONValue { .integer(Int64(dong)) }
    let own: [String: JSONValue] =
      switch self {
      case .opened(let sum): ["act": "opened", "amount": amount(sum.dong)]
      case .deposited(let sum, let to):
        ["act": "deposited", "amount": amount(sum.dong), "to": .string(to)]
      case .corrected(let sum, let reason):
        ["act": "corrected", "amount": amount(sum), "reason": .string(reason)]
      case .counted(let notes, let expected):
        [
          "act": "counted", "expected": amount(expected),
          "notes": .object(
            Dictionary(uniqueKeysWithValues: notes.pieces.map { (String($0), amount($1)) })),
        ]
      case .closed(let counted, let expected, let reason, let lines):
        [
          "act": "closed", "counted": amount(counted), "expected": amount(expected),
          "reason": .string(reason),
          "lines": .array(
            lines.map {
              [
                "e": .string($0.entry.description), "amount": amount($0.amount),
                "dossier": .string($0.dossier),
              ]
            }),
        ]
      }
    return own.merging(drawer.json) { own, _ in own }
  }

  /// `nil` for what this program does not understand.
  package init?(_ body: JSONValue) {
    func number(_ key: String) -> Int? {
      body[key]?.integer.flatMap { Int(exactly: $0) }.flatMap {
        abs($0) <= CashBook.sumLimit ? $0 : nil
      }
    }
    switch body["act"]?.string {
    case "opened":
      guard let sum = Money(entry: body["amount"]) else { return nil }
      self = .opened(sum)
    case "deposited":
      guard let sum = Money(entry: body["amount"]) else { return nil }
      self = .deposited(sum, to: body["to"]?.string ?? "")
    case "corrected":
      guard let sum = number("amount") else { return nil }
      self = .corrected(sum, reason: body["reason"]?.string ?? "")
    case "counted":
      var pieces: [Int: Int] = [:]
      for (value, count) in body["notes"]?.object ?? [:] {
        guard let value = Int(value), let count = count.integer.flatMap({ Int(exactly: $0) })
        else { return nil }
        pieces[value] = count
      }
      guard let expected = number("expected"), let notes = try? Banknotes(pieces) else {
        return nil
      }
      self = .counted(notes, expected: expected)
    case "closed":
      guard let counted = number("counted"), let expected = number("expected"),
        let list = body["lines"]?.array
      else { return nil }
      let lines = list.compactMap { line -> ClosedLine? in
        guard let entry = line["e"]?.string.flatMap({ EntryID($0) }),
          let amount = line["amount"]?.integer.flatMap({ Int(exactly: $0) }),
          abs(amount) <= CashBook.sumLimit
        else { return nil }
        return ClosedLine(entry: entry, amount: amount, dossier: line["dossier"]?.string ?? "")
      }
      guard lines.count == list.count else { return nil }
      self = .closed(
        counted: counted, expected: expected, reason: body["reason"]?.string ?? "", lines: lines)
    default: return nil
    }
  }
}
