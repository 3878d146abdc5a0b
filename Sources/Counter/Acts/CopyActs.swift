import DossierStore
import Dossiers
import FormEngine
import Identity
import Sync

/// Certified copies while the resident waits: received, certified and numbered in one commit.
extension OneStopOffice {
  package static let copiesProcedure = "2.000815"
  /// The register book the numbers are taken from.
  package static let copiesBook = "SCT/BS"

  /// Certifies a dossier of copies: one number of the book for each paper.
  /// - Throws: ``DossierError`` when it was certified already or the role forbids it.
  package func certify(_ code: String, papers: Int, by actor: Actor) throws -> [String] {
    try actor.require(.certifyCopies)
    let (id, known) = try state(code: code)
    let year = now.civil.date.year
    let clock = clockSource()
    let numbers = try store.write { writer -> [Int] in
      guard let state = try writer.state(of: id), state.certifications.isEmpty else { return [] }
      let numbers = try (0..<papers).map { _ in
        let number = try writer.nextCertificateNumber(book: Self.copiesBook, year: year)
        _ = try writer.append(
          EntryDraft(
            kind: "dossier.certified", subject: .existing(id),
            body: [
              "number": .integer(Int64(number)), "book": .string(Self.copiesBook),
              "year": .integer(Int64(year)),
            ]), by: actor.id, clock: clock)
        return number
      }
      let data: [TransitionDatum: String] = [
        .result: numbers.map { "\($0)/\(year)" }.joined(separator: ", "),
        .finishedAt: now.rfc3339,
      ]
      let from = DossierStatus(rawValue: state.status) ?? .received
      try LifeCycle.check(from: from, to: .done, data: data)
      _ = try writer.append(
        EntryDraft(
          kind: "dossier.status", subject: .existing(id),
          body: [
            "to": .integer(Int64(DossierStatus.done.rawValue)), "reason": "",
            "data": .object(
              Dictionary(
                uniqueKeysWithValues: data.map { ($0.key.rawValue, .string($0.value)) })),
          ], replaces: state.statusHeads), by: actor.id, clock: clock)
      return numbers
    }
    if numbers.isEmpty { return known.certifications.map { "\($0.number)/\($0.year)" } }
    return numbers.map { "\($0)/\(year)" }
  }
}
