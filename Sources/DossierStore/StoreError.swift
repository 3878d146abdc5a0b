/// Why the store refused or failed, in one sentence for the person who has to act on it.
package struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable {
    /// The caller handed in something that cannot be stored.
    case badInput
    case notFound
    /// A rule of the journal forbids it.
    case refused
    /// What is on the disk is not what was written there.
    case damaged
    /// The disk or the database failed; nothing of the work was kept.
    case storage
  }

  package let kind: Kind
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  package var description: String { message }
}
