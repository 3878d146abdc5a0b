package import Foundation
package import Identity

/// The hash chain of one author in one epoch.
package enum Chain {
  /// Before the first entry.
  package static let start = Digest.zero

  /// SHA-256(0x02 ‖ previous ‖ digest).
  package static func next(_ previous: Digest, _ digest: Digest) -> Digest {
    Digest.of(tag: 2, previous, digest)
  }
}

/// An entry with the values a receiver computes instead of being told.
package struct CheckedEntry: Sendable, Hashable {
  package let entry: Entry
  package let commitment: Digest
  package let digest: Digest
  /// The chain value after this entry.
  package let chain: Digest

  package init(entry: Entry, commitment: Digest, digest: Digest, chain: Digest) {
    self.entry = entry
    self.commitment = commitment
    self.digest = digest
    self.chain = chain
  }
}

/// Verifies a contiguous run of one author's entries against his signed stream head.
package enum ChainCheck {
  /// Where a stream is known to stand: `seq` entries, chain value after the last of them.
  package struct Position: Sendable, Hashable {
    package let epoch: Int
    package let seq: Int
    package let chain: Digest

    package init(epoch: Int, seq: Int, chain: Digest) {
      self.epoch = epoch
      self.seq = seq
      self.chain = chain
    }

    package static func start(epoch: Int) -> Position {
      Position(epoch: epoch, seq: 0, chain: Chain.start)
    }
  }

  /// Checks that `entries` follow `position` without a gap, that `head` is the author's own
  /// signature and that it covers exactly the end of the run. `secret` finds the secret of a
  /// subject started before the run; `nil` for one it does not know.
  package static func verify(
    _ entries: [Entry], after position: Position, head: StreamHead, key: VerifyingKey,
    secret: (SubjectID) throws -> Data?
  ) throws -> [CheckedEntry] {
    guard head.isValid(key) else { throw ChainError.signature(head.author) }
    return try follow(entries, after: position, head: head, secret: secret)
  }

  /// The same for a head whose signature has been checked.
  package static func follow(
    _ entries: [Entry], after position: Position, head: StreamHead,
    secret: (SubjectID) throws -> Data?
  ) throws -> [CheckedEntry] {
    guard head.epoch == position.epoch else {
      throw ChainError.epoch(expected: position.epoch, found: head.epoch)
    }
    var chain = position.chain
    var seq = position.seq
    var secrets: [SubjectID: Data] = [:]
    var checked: [CheckedEntry] = []
    for entry in entries {
      seq += 1
      let expected = EntryID(author: head.author, epoch: head.epoch, seq: seq)
      guard entry.id == expected else {
        throw ChainError.gap(expected: expected, found: entry.id)
      }
      if let started = entry.startingSecret { secrets[entry.id] = started }
      let known = try secrets[entry.subjectID] ?? secret(entry.subjectID)
      guard let commitment = entry.commitment(secret: known) else {
        throw ChainError.noSecret(entry.id)
      }
      let digest = entry.digest(commitment: commitment)
      chain = Chain.next(chain, digest)
      checked.append(
        CheckedEntry(entry: entry, commitment: commitment, digest: digest, chain: chain))
    }
    guard head.seq == seq, head.chain == chain else {
      throw ChainError.mismatch(head.author, seq: seq)
    }
    return checked
  }
}

/// Why a run of entries is not the author's stream.
package enum ChainError: Error, Sendable, Equatable, CustomStringConvertible {
  case signature(DeviceID)
  case epoch(expected: Int, found: Int)
  case gap(expected: EntryID, found: EntryID)
  case noSecret(EntryID)
  case mismatch(DeviceID, seq: Int)

  package var description: String {
    switch self {
    case .signature(let author): "The stream head of device \(author) is not signed by its key."
    case .epoch(let expected, let found):
      "The stream head is of epoch \(found), not of epoch \(expected)."
    case .gap(let expected, let found): "Entry \(expected) was expected, but \(found) came."
    case .noSecret(let id): "Entry \(id) belongs to a subject whose beginning is not known."
    case .mismatch(let author, let seq):
      "The entries of device \(author) up to \(seq) are not the ones it signed."
    }
  }
}
