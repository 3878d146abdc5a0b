package import Dossiers
package import Identity

/// How money came or went.
package enum PaymentMethod: String, Sendable, Hashable, CaseIterable {
  /// Into or out of an officer's drawer.
  case cash
  /// To the unit's account or through a payment platform; known by its reference.
  case transfer
  /// Paid elsewhere, such as at the treasury; known by the paper shown.
  case paper
}

/// Against what a claim was checked.
package enum PaymentCheck: String, Sendable, Hashable, CaseIterable {
  /// The count of the officer's drawer.
  case count
  /// The bank's or the platform's list.
  case statement
  /// The treasury's list.
  case treasury
}

/// One thing to pay, as an entry carries it.
package struct ChargeLine: Sendable, Hashable {
  package let id: String
  package let name: String
  package let amount: Money
  /// What it costs without the exemption.
  package let full: Money
  package let exemption: String?
  /// What was shown for it.
  package let proof: String?

  package init(
    id: String, name: String, amount: Money, full: Money? = nil, exemption: String? = nil,
    proof: String? = nil
  ) {
    self.id = id
    self.name = name
    self.amount = amount
    self.full = full ?? amount
    self.exemption = exemption
    self.proof = proof
  }

  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let amount = Money(entry: json["amount"]) else { return nil }
    self.init(
      id: id, name: json["name"]?.string ?? id, amount: amount, full: Money(entry: json["full"]),
      exemption: json["exemption"]?.string, proof: json["proof"]?.string)
  }

  package var json: JSONValue {
    var fields: [String: JSONValue] = [
      "id": .string(id), "name": .string(name), "amount": .integer(Int64(amount.dong)),
    ]
    if full != amount { fields["full"] = .integer(Int64(full.dong)) }
    fields["exemption"] = exemption.map { .string($0) }
    fields["proof"] = proof.map { .string($0) }
    return .object(fields)
  }

  static func lines(_ json: JSONValue?) -> [ChargeLine]? {
    guard let list = json?.array else { return nil }
    let lines = list.compactMap(ChargeLine.init)
    return lines.count == list.count ? lines : nil
  }
}

/// What a `dossier.payment` entry says.
package enum PaymentAct: Sendable, Hashable {
  /// What is to be paid from now on, in place of what was said before.
  case charged(lines: [ChargeLine], reason: String)
  /// Somebody says that money came: into the drawer of the officer who writes this, or elsewhere.
  case claimed(method: PaymentMethod, amount: Money, reference: String, day: CivilDate)
  case confirmed(claim: EntryID, against: PaymentCheck, reference: String)
  /// The claim was a mistake: no money came.
  case voided(claim: EntryID, reason: String)
  /// Money was given back on a day, in cash from the drawer or otherwise.
  case refunded(
    claim: EntryID, method: PaymentMethod, amount: Money, day: CivilDate, reason: String)
  /// A numbered receipt of the province's series was given for the claim.
  case numbered(claim: EntryID, form: String, series: String, number: Int)

  package var body: [String: JSONValue] {
    switch self {
    case .charged(let lines, let reason):
      ["act": "charged", "lines": .array(lines.map(\.json)), "reason": .string(reason)]
    case .claimed(let method, let amount, let reference, let day):
      [
        "act": "claimed", "method": .string(method.rawValue),
        "amount": .integer(Int64(amount.dong)), "reference": .string(reference),
        "day": .string(day.description),
      ]
    case .confirmed(let claim, let check, let reference):
      [
        "act": "confirmed", "claim": .string(claim.description),
        "against": .string(check.rawValue), "reference": .string(reference),
      ]
    case .voided(let claim, let reason):
      ["act": "voided", "claim": .string(claim.description), "reason": .string(reason)]
    case .refunded(let claim, let method, let amount, let day, let reason):
      [
        "act": "refunded", "claim": .string(claim.description),
        "method": .string(method.rawValue), "amount": .integer(Int64(amount.dong)),
        "day": .string(day.description), "reason": .string(reason),
      ]
    case .numbered(let claim, let form, let series, let number):
      [
        "act": "numbered", "claim": .string(claim.description), "form": .string(form),
        "series": .string(series), "number": .integer(Int64(number)),
      ]
    }
  }

  /// `nil` for what this program does not understand.
  package init?(_ body: JSONValue) {
    let claim = body["claim"]?.string.flatMap { EntryID($0) }
    let method = body["method"]?.string.flatMap(PaymentMethod.init(rawValue:))
    let amount = Money(entry: body["amount"])
    let day = body["day"]?.string.flatMap { CivilDate($0) }
    let reason = body["reason"]?.string ?? ""
    let reference = body["reference"]?.string ?? ""
    switch (body["act"]?.string, claim) {
    case ("charged", _):
      guard let lines = ChargeLine.lines(body["lines"]) else { return nil }
      self = .charged(lines: lines, reason: reason)
    case ("claimed", _):
      guard let method, let amount, amount.dong > 0, let day else { return nil }
      self = .claimed(method: method, amount: amount, reference: reference, day: day)
    case ("confirmed", let claim?):
      guard let check = body["against"]?.string.flatMap(PaymentCheck.init(rawValue:))
      else { return nil }
      self = .confirmed(claim: claim, against: check, reference: reference)
    case ("voided", let claim?): self = .voided(claim: claim, reason: reason)
    case ("refunded", let claim?):
      guard let method, let amount, amount.dong > 0, let day else { return nil }
      self = .refunded(claim: claim, method: method, amount: amount, day: day, reason: reason)
    case ("numbered", let claim?):
      guard let form = body["form"]?.string, let series = body["series"]?.string,
        let number = body["number"]?.integer.flatMap({ Int(exactly: $0) }), number > 0
      else { return nil }
      self = .numbered(claim: claim, form: form, series: series, number: number)
    default: return nil
    }
  }

  /// The claim it is about, if it is about one.
  package var claim: EntryID? {
    switch self {
    case .charged, .claimed: nil
    case .confirmed(let claim, _, _), .voided(let claim, _), .refunded(let claim, _, _, _, _),
      .numbered(let claim, _, _, _):
      claim
    }
  }
}

extension Money {
  /// An amount of an entry; `nil` unless it is one that can be paid, or nothing.
  init?(entry json: JSONValue?) {
    guard let number = json?.integer.flatMap({ Int(exactly: $0) }),
      (0...Self.largestFee).contains(number)
    else { return nil }
    self.init(dong: number)
  }
}
