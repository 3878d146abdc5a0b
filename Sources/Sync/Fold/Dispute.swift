/// Something two people said without knowing of each other, which a person decides.
package struct Dispute: Sendable, Hashable {
  /// What it is about.
  package enum Matter: Sendable, Hashable {
    /// A unit of answers: one answer's path, or that of a group that is one thing.
    case answers(String)
    /// A row one side removed while another changed it ("giayTo[k3]").
    case row(String)
    /// The file of a component, replaced on both sides.
    case file(String)
    /// Changes of status that cannot follow one another.
    case status

    /// The word for it in lists and figures.
    package var kind: String {
      switch self {
      case .answers: "answers"
      case .row: "row"
      case .file: "file"
      case .status: "status"
      }
    }

    /// What a person names it by: a path, a row, a component or "status".
    package var name: String {
      switch self {
      case .answers(let unit): unit
      case .row(let row): row
      case .file(let component): component
      case .status: "status"
      }
    }
  }

  /// One of the things said.
  package struct Side: Sendable, Hashable {
    package let entry: EntryID
    /// Answers by path, of those that differ; `nil`: cleared. Empty for other matters.
    package let answers: [String: String?]
    package let source: ValueSource?
    /// For a row: whether this side removed it. For a file: its name. For a status: its number.
    package let other: String?
    /// Milliseconds by the author's clock; shown, never compared.
    package let time: Int64
    package let actor: String
    /// Whether it stands until somebody decides.
    package let stands: Bool
  }

  package let matter: Matter
  /// At least two, in order of entry id.
  package let sides: [Side]

  /// By kind and name, the order of lists.
  func precedes(_ other: Dispute) -> Bool {
    let (left, right) = (matter, other.matter)
    return left.kind == right.kind
      ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.kind < right.kind
  }

  /// Milliseconds: when the last of the sides was said. For reading and figures only.
  package var since: Int64 { sides.map(\.time).max() ?? 0 }
}

/// A dispute somebody decided.
package struct SettledDispute: Sendable, Hashable {
  package let matter: Dispute.Matter
  /// The entry of the decision.
  package let entry: EntryID
  package let actor: String
  package let reason: String
  /// Milliseconds by the authors' clocks: when the last side was said, and when it was decided.
  package let since: Int64
  package let settled: Int64
}
