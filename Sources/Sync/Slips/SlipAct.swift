package import Dossiers
package import Identity

/// How a slip ended that no dossier was booked from.
package enum SlipEnd: String, Sendable, Hashable, CaseIterable {
  /// Unused, given back to the office.
  case returned
  /// Unusable: spoilt, misprinted, torn up in the office.
  case voided
  /// Nobody knows where it is; it may still turn up.
  case lost

  package var name: LocalizedText {
    switch self {
    case .returned: LocalizedText(vi: "đã thu lại, chưa dùng", en: "returned unused")
    case .voided: LocalizedText(vi: "đã huỷ", en: "voided")
    case .lost: LocalizedText(vi: "bị mất", en: "lost")
    }
  }
}

/// What a `slip.act` entry says about an emergency slip.
package enum SlipAct: Sendable, Hashable {
  /// A dossier was booked from it, received at a time (milliseconds) before it was booked.
  case booked(dossier: EntryID, receivedAt: Int64, reason: String)
  case ended(SlipEnd, reason: String)
  /// The end was recorded by mistake: it counts as not booked again.
  case reopened(reason: String)
  case printedAgain

  /// The first entry of a slip: its code is taken from then on.
  package static let printed = "slip.printed"
  package static let kind = "slip.act"

  package var body: [String: JSONValue] {
    switch self {
    case .booked(let dossier, let receivedAt, let reason):
      [
        "act": "booked", "dossier": .string(dossier.description),
        "receivedAt": .integer(receivedAt), "reason": .string(reason),
      ]
    case .ended(let end, let reason):
      ["act": .string(end.rawValue), "reason": .string(reason)]
    case .reopened(let reason): ["act": "reopened", "reason": .string(reason)]
    case .printedAgain: ["act": "printedAgain"]
    }
  }

  /// `nil` for what this program does not understand.
  package init?(_ body: JSONValue) {
    let reason = body["reason"]?.string ?? ""
    switch body["act"]?.string {
    case "booked":
      guard let dossier = body["dossier"]?.string.flatMap({ EntryID($0) }),
        let receivedAt = body["receivedAt"]?.integer
      else { return nil }
      self = .booked(dossier: dossier, receivedAt: receivedAt, reason: reason)
    case "reopened": self = .reopened(reason: reason)
    case "printedAgain": self = .printedAgain
    case let name?:
      guard let end = SlipEnd(rawValue: name) else { return nil }
      self = .ended(end, reason: reason)
    case nil: return nil
    }
  }
}
