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
  /// Most papers of one dossier.
  package static let copiesPaperLimit = 1000

  /// Certifies a dossier of copies: one number of the book for each paper.
  /// - Throws: ``DossierError`` when it is no dossier of copies, its state or the role forbids it.
  package func certify(_ code: String, papers: Int, by actor: Actor) throws -> [String] {
    try actor.require(.certifyCopies)
    guard (1...Self.copiesPaperLimit).contains(papers) else {
      throw DossierError(
        .badInput, vi: "Số giấy tờ chứng thực phải từ 1 đến \(Self.copiesPaperLimit).",
        en: "The number of papers to certify is 1 to \(Self.copiesPaperLimit).")
    }
    let (id, known) = try workableState(code: code)
    guard known.procedure == Self.copiesProcedure else {
      throw DossierError(
        .refused, vi: "Hồ sơ \(known.code) không phải hồ sơ chứng thực bản sao.",
        en: "The dossier \(known.code) is not one of certified copies.")
    }
    let year = now.civil.date.year
    let clock = clockSource()
    let numbers = try store.write { writer -> [Int] in
      guard let state = try writer.state(of: id), state.certifications.isEmpty else { return [] }
      let numbers = try (0..<papers).map { _ in
        if try writer.codeHold() != nil { throw Self.numbersHeld }
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
            "data": TransitionDatum.json(data),
          ], replaces: state.statusHeads), by: actor.id, clock: clock)
      return numbers
    }
    if numbers.isEmpty { return known.certifications.map { "\($0.number)/\($0.year)" } }
    return numbers.map { "\($0)/\(year)" }
  }
}
