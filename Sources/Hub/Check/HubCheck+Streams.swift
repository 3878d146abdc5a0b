import Foundation
import Identity
import Sync

extension HubCheck {
  /// Every entry follows the one before, opens, keeps its commitment, and the author's signature
  /// covers the end.
  mutating func check(_ stream: StreamRecord) {
    report.streams += 1
    let name = "\(stream.author).\(stream.epoch)"
    attempt("stream", name) { check in
      var seq = 0
      var chain = Chain.start
      try check.rows.forEachEntry(of: stream) { stored in
        if stored.id.seq > stream.seq {
          // Given back from a log the hub signed; its author has not sent it (again).
          check.check(stored)
          if try !check.rows.isRecovered(stored.id) {
            check.found("entry", stored.id.description, "is not covered by its stream")
          }
          return
        }
        seq += 1
        if stored.id.seq != seq {
          check.found("stream", name, "entry \(seq) is missing before \(stored.id.seq)")
          seq = stored.id.seq
        }
        check.check(stored)
        chain = Chain.next(chain, stored.digest)
        if let head = stream.head, head.seq == seq, head.chain != chain {
          check.found("stream", name, "its signature does not cover its entries up to \(seq)")
        }
      }
      if seq != stream.seq { check.found("stream", name, "has \(seq) entries, not \(stream.seq)") }
      if chain != stream.chain { check.found("stream", name, "its chain ends elsewhere") }
      check.checkSignature(of: stream, name)
    }
  }

  private mutating func checkSignature(of stream: StreamRecord, _ name: String) {
    guard let head = stream.head else {
      guard stream.seq > 0 else { return }
      return found("stream", name, "has no signed head")
    }
    var key: VerifyingKey?
    if stream.author == hub.id {
      key = hub.publicKey
    } else {
      attempt("device", stream.author.rawValue) { check in
        key = try check.rows.device(stream.author)
          .flatMap { VerifyingKey(rawRepresentation: $0.signing) }
      }
    }
    let isSigned = key.map(head.isValid) ?? false
    if !isSigned || head.author != stream.author || head.epoch != stream.epoch
      || head.seq != stream.seq
    {
      found("stream", name, "its head is not signed by its author")
    }
  }

  private mutating func check(_ stored: StoredEntry) {
    report.entries += 1
    let name = stored.id.description
    attempt("entry", name) { check in
      let head = try EntryHead(canonical: stored.head)
      if head.id != stored.id || head.subjectID != stored.subject || head.kind != stored.kind {
        check.found("entry", name, "its head names another entry, subject or kind")
      }
      if Entry.digest(head: stored.head, commitment: stored.commitment) != stored.digest {
        check.found("entry", name, "its head or commitment does not give its digest")
      }
      guard stored.body != nil else { return }
      let entry = try check.hub.vault.entry(stored)
      let sealed = try check.rows.secret(of: stored.subject)
      let secret = try sealed.map { try check.hub.vault.open($0, .secret(stored.subject)) }
      if entry.commitment(secret: secret) != stored.commitment {
        check.found("entry", name, "its body does not keep its commitment")
      }
      if let started = entry.startingSecret, started != secret {
        check.found("entry", name, "its subject's secret is another one")
      }
    }
  }
}
