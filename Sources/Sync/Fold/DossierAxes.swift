package import Dossiers
package import Identity

/// How many papers of one component, by kind; the columns of the receipt.
package struct PaperTally: Sendable, Hashable {
  package let component: String
  package var original: Int
  package var certified: Int
  package var copy: Int

  package init(component: String, original: Int = 0, certified: Int = 0, copy: Int = 0) {
    self.component = component
    self.original = original
    self.certified = certified
    self.copy = copy
  }

  package var isEmpty: Bool { original == 0 && certified == 0 && copy == 0 }

  package var json: JSONValue {
    [
      "id": .string(component), "original": .integer(Int64(original)),
      "certified": .integer(Int64(certified)), "copy": .integer(Int64(copy)),
    ]
  }

  /// `nil` unless it names a component and counts that make sense.
  init?(_ json: JSONValue) {
    guard let id = json["id"]?.string else { return nil }
    let counts = ["original", "certified", "copy"].map { key in
      json[key].map { $0.integer.flatMap { Int(exactly: $0) } ?? -1 } ?? 0
    }
    guard counts.allSatisfy((0...Self.most).contains) else { return nil }
    self.init(component: id, original: counts[0], certified: counts[1], copy: counts[2])
  }

  /// More sheets of one paper than any dossier has.
  package static let most = 1000

  mutating func add(_ other: PaperTally, times factor: Int) {
    original += factor * other.original
    certified += factor * other.certified
    copy += factor * other.copy
  }
}

/// Papers of a dossier that lie at one place.
package struct PaperHolding: Sendable, Hashable {
  package let place: PaperPlace
  /// In the order of the components' ids; none is empty.
  package let papers: [PaperTally]

  package init(place: PaperPlace, papers: [PaperTally]) {
    self.place = place
    self.papers = papers
  }
}

/// Papers that went from one place to another.
package struct PaperMove: Sendable, Hashable {
  package let entry: EntryID
  package let from: PaperPlace
  package let to: PaperPlace
  package let papers: [PaperTally]
  /// Who gave or took them, if it was a person outside the office.
  package let person: String
  package let identity: String
  package let reason: String
  /// Milliseconds.
  package let time: Int64
  package let actor: String
}

/// A dossier handed on, with its papers: a row of the control slip (form 06).
package struct PassEvent: Sendable, Hashable {
  package let entry: EntryID
  package let from: WorkDesk
  package let to: WorkDesk
  /// The officer it is meant for, by id; empty: whoever sits there.
  package let officer: String
  /// The other authority's name, if one gives or takes it.
  package let authority: String
  package let giver: String
  package let taker: String
  /// `early`, `onTime`, `late` or empty: how the part that ends with it stood.
  package let result: String
  package let note: String
  package let papers: [PaperTally]
  /// Milliseconds.
  package let time: Int64
  package let actor: String
}

/// Where a dossier is worked on.
package struct DeskState: Sendable, Hashable {
  package let desk: WorkDesk
  package let officer: String
  package let authority: String
  /// Milliseconds.
  package let since: Int64
  package let entry: EntryID?
}

/// How the resident wants the result.
package struct DeliveryChoice: Sendable, Hashable {
  package let way: DeliveryWay
  /// Address for the post, name of the other office, or account for online.
  package let place: String
  package let entry: EntryID

  package static func json(_ way: DeliveryWay, place: String) -> JSONValue {
    ["way": .string(way.rawValue), "place": .string(place)]
  }
}

/// Somebody who acts for the owner.
package struct Representative: Sendable, Hashable {
  package var name: String
  package var identity: String
  /// The paper by which he acts, with its number and date.
  package var paper: String

  package init(name: String, identity: String, paper: String) {
    self.name = name
    self.identity = identity
    self.paper = paper
  }

  package var json: JSONValue {
    ["name": .string(name), "identity": .string(identity), "paper": .string(paper)]
  }

  package init?(_ json: JSONValue?) {
    guard let name = json?["name"]?.string, !name.isEmpty else { return nil }
    self.init(
      name: name, identity: json?["identity"]?.string ?? "", paper: json?["paper"]?.string ?? "")
  }
}

/// A promise moved with a reason (form 04).
package struct ExtensionEvent: Sendable, Hashable {
  package let entry: EntryID
  /// Milliseconds; what was promised before.
  package let before: Int64?
  /// Milliseconds.
  package let due: Int64?
  package let reason: String
  package let signer: String
  /// Whether the promise was already broken when it was moved; that does not cure lateness.
  package let isLate: Bool
  /// Milliseconds.
  package let time: Int64
  package let actor: String
}
