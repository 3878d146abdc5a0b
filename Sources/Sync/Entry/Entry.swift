package import Foundation
package import Identity

/// What an entry says, or, once erased or purged, only the commitment to it.
package enum EntryBody: Sendable, Hashable {
  /// A JSON object.
  case present(JSONValue)
  case erased(commitment: Digest)
}

/// One record of the journal.
package struct Entry: Sendable, Hashable {
  package static let secretBytes = 16

  package let head: EntryHead
  package let body: EntryBody
  /// The canonical bytes of the body: what is sealed, sent and committed to. Made once, or kept as
  /// they were read; `nil` once erased or purged.
  package let bodyBytes: Data?

  package init(head: EntryHead, body: EntryBody) {
    self.head = head
    self.body = body
    if case .present(let value) = body { bodyBytes = value.canonical } else { bodyBytes = nil }
  }

  /// An entry with a body that was read from these bytes.
  package init(head: EntryHead, canonicalBody bytes: Data) throws(JSONError) {
    self.init(head: head, body: try JSONValue(canonical: bytes), bytes: bytes)
  }

  /// - Parameter bytes: the canonical form of `body`.
  init(head: EntryHead, body: JSONValue, bytes: Data) {
    self.head = head
    self.body = .present(body)
    bodyBytes = bytes
  }

  package static func == (left: Entry, right: Entry) -> Bool {
    guard left.head == right.head, left.bodyBytes == right.bodyBytes else { return false }
    return left.bodyBytes != nil || left.body == right.body
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(head) }

  package var id: EntryID { head.id }
  package var kind: String { head.kind }
  package var subjectID: SubjectID { head.subjectID }
  package var content: JSONValue? {
    if case .present(let value) = body { value } else { nil }
  }

  /// The subject's secret, if this is the subject's first entry and not erased.
  package var startingSecret: Data? {
    guard head.subject == nil,
      let secret = content?["secret"]?.string.flatMap({ Data(base64url: $0) }),
      secret.count == Self.secretBytes
    else { return nil }
    return secret
  }

  /// HMAC-SHA-256(secret, id ‖ 0x00 ‖ body). `secret` is the subject's; it may be `nil` for the
  /// first entry, which carries it, and for an erased one, which carries the commitment. `nil` if
  /// the secret is needed and not given, or the first entry has none.
  package func commitment(secret: Data?) -> Digest? {
    switch body {
    case .erased(let commitment): return commitment
    case .present:
      guard let secret = head.subject == nil ? startingSecret : secret, let bodyBytes else {
        return nil
      }
      return Self.commitment(id: id, body: bodyBytes, secret: secret)
    }
  }

  package static func commitment(id: EntryID, body: Data, secret: Data) -> Digest {
    var text = Data(capacity: 64 + body.count)
    text.append(contentsOf: id.description.utf8)
    text.append(0)
    text.append(body)
    return Digest.authentication(of: text, key: secret)
  }

  package func digest(commitment: Digest) -> Digest {
    Self.digest(head: head.canonical, commitment: commitment)
  }

  /// SHA-256("motcua/entry/1\n" ‖ head ‖ 0x00 ‖ commitment): the leaf of a unit log.
  package static func digest(head: Data, commitment: Digest) -> Digest {
    var text = Data(capacity: 64 + head.count)
    text.append(contentsOf: "motcua/entry/1\n".utf8)
    text.append(head)
    text.append(0)
    text.append(commitment.bytes)
    return Digest.of(text)
  }

  /// The same entry without its body, as it stays after erasure.
  package func erased(commitment: Digest) -> Entry {
    Entry(head: head, body: .erased(commitment: commitment))
  }
}
