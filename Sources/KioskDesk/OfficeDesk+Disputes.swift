import Counter
import DossierStore
import Dossiers
import Foundation
package import KioskServer
import Sync

/// Deciding what two people said differently.
extension OfficeDesk {
  package func disputes(_ caller: Caller) async throws -> DisputeList {
    try await act(caller) { office, actor in
      try actor.require(.viewDossiers)
      let waiting = try office.waitingDecisions()
      var list = DisputeList(
        lines: waiting.map { office.line($0, caller.language) },
        figures: try office.disputeFigures(waiting).map { figure in
          DisputeList.Figure(
            kind: figure.kind, open: figure.open, settled: figure.settled,
            medianMinutes: figure.medianMinutes, longestMinutes: figure.longestMinutes)
        })
      list.shared = try office.store.codeCollisions().map {
        try office.lines(among: $0.dossiers, caller.language)
      }
      list.copyInUse = try office.store.copiesOfDevice().last.map(Instant.init(milliseconds:))
      return list
    }
  }

  package func settle(_ code: String, _ settlement: Settlement, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      let (keep, value): (String?, String?) =
        switch settlement.choice {
        case .keep(let entry): (entry, nil)
        case .value(let value): (nil, value)
        }
      try office.resolve(
        code: code, field: settlement.name, keep: keep, value: value,
        reason: settlement.reason, seen: Set(settlement.seen), by: actor)
    }
  }

  package func correct(_ code: String, _ correction: Correction, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      try office.correct(
        code: code, field: correction.name, value: correction.value, reason: correction.reason,
        seen: Set(correction.seen), by: actor)
    }
  }

  package func judgeTwin(
    _ code: String, twin: String, isSame: Bool, reason: String, _ caller: Caller
  ) async throws {
    try await act(caller) { office, actor in
      try office.judgeDuplicate(
        code: code, other: twin, isSame: isSame, reason: reason, by: actor)
    }
  }
}

extension OneStopOffice {
  func line(_ waiting: WaitingDecision, _ language: Language) -> DisputeList.Line {
    let matters = waiting.disputes.map(\.matter.kind) + waiting.doubts.map(\.kind)
    return DisputeList.Line(
      dossier: line(waiting.summary, language), matters: Set(matters).sorted(),
      since: waiting.disputes.map(\.since).max().map(Instant.init(milliseconds:)))
  }

  func twins(_ doubts: [Doubt], _ language: Language) -> [TwinDossier] {
    doubts.compactMap { doubt in
      switch doubt {
      case .duplicate(let other):
        TwinDossier(
          code: other.code, reference: other.reference,
          place: .here(
            maskedSubject: other.maskedTitle,
            receivedAt: Instant(milliseconds: other.receivedAt),
            statusName: DossierStatus(rawValue: other.status)?.name[language] ?? ""))
      case .duplicateElsewhere(let other):
        TwinDossier(
          code: other.code, reference: other.dossier.description,
          place: .elsewhere(unitName: other.unitName, receivedOn: other.day))
      default: nil
      }
    }
  }
}
