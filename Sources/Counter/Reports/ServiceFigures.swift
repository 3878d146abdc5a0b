package import Dossiers
package import Identity

/// Counts of dossiers over one month. What is carried in and taken in is what ended, was withdrawn
/// or is open at the close.
package struct ServiceFigures: Sendable, Hashable {
  /// Taken in before the month and not ended before it.
  package var carried = 0
  /// Taken in during the month, by channel.
  package var received: [ServiceChannel: Int] = [:]
  package var refused = 0
  package var withdrawn = 0
  package var ended: [ServiceOutcome.Timing: Int] = [:]
  /// Of the late ones; one dossier may have several reasons.
  package var lateness: [Lateness: Int] = [:]
  package var openInTime = 0
  package var openOverdue = 0
  /// Milliseconds of work on those that ended.
  package var worked: Int64 = 0
  /// Of those taken in: procedures offered online, and of these sent online.
  package var offeredOnline = 0
  package var sentOnline = 0
  package var payable = 0
  package var paidOnline = 0
  package var papers = 0
  package var digitised = 0

  package init() {}

  package var receivedAll: Int { received.values.reduce(0, +) }
  package var endedAll: Int { ended.values.reduce(0, +) }

  /// Takes a dossier in.
  /// - Parameter moment: The close: the last moment of the month, or now if that is before.
  package mutating func add(_ dossier: ServiceCase, _ month: CivilMonth, closing moment: Instant) {
    if let accepted = dossier.accepted {
      if month.contains(accepted) {
        addReceived(dossier)
      } else if accepted < month.begins, dossier.outcome.end.map({ $0 >= month.begins }) ?? true {
        carried += 1
      }
    }
    addEnd(dossier, month)
    if dossier.isOverdue(at: moment) {
      openOverdue += 1
    } else if dossier.isOpen(at: moment) {
      openInTime += 1
    }
  }

  package mutating func addReceived(_ dossier: ServiceCase) {
    received[dossier.channel, default: 0] += 1
    if dossier.isOfferedOnline { offeredOnline += 1 }
    if dossier.isOfferedOnline, dossier.channel == .online { sentOnline += 1 }
    if dossier.isPayable { payable += 1 }
    if dossier.isPayable, dossier.isPaidOnline { paidOnline += 1 }
    papers += dossier.papers
    digitised += dossier.digitised
  }

  package mutating func addEnd(_ dossier: ServiceCase, _ month: CivilMonth) {
    guard let end = dossier.outcome.end, month.contains(end) else { return }
    switch dossier.outcome {
    case .open: break
    case .refused: refused += 1
    // What was never taken in is in no other count either.
    case .withdrawn: withdrawn += dossier.accepted == nil ? 0 : 1
    case .ended(_, _, let timing):
      ended[timing, default: 0] += 1
      worked += dossier.worked ?? 0
      if timing == .late {
        for reason in dossier.lateness { lateness[reason, default: 0] += 1 }
      }
    }
  }

  package var json: JSONValue {
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    var members: [String: JSONValue] = [
      "carried": number(carried), "refused": number(refused), "withdrawn": number(withdrawn),
      "openInTime": number(openInTime), "openOverdue": number(openOverdue),
      "workedMinutes": .integer(worked / 60_000), "offeredOnline": number(offeredOnline),
      "sentOnline": number(sentOnline), "payable": number(payable),
      "paidOnline": number(paidOnline), "papers": number(papers),
      "digitised": number(digitised),
    ]
    members["received"] = .object(
      Dictionary(
        uniqueKeysWithValues: ServiceChannel.allCases.map { ($0.word, number(received[$0] ?? 0)) }))
    members["ended"] = .object(
      Dictionary(
        uniqueKeysWithValues: ServiceOutcome.Timing.allCases.map {
          ($0.rawValue, number(ended[$0] ?? 0))
        }))
    members["lateness"] = .object(
      Dictionary(
        uniqueKeysWithValues: Lateness.allCases.map { ($0.rawValue, number(lateness[$0] ?? 0)) }))
    return .object(members)
  }
}

/// One indicator of the index, measured.
package struct IndexFigure: Sendable, Hashable {
  package let indicator: IndexDefinitions.Indicator
  package let part: Int
  package let whole: Int
  /// Minutes, of a mean time only.
  package let minutes: Int64?

  package init(_ indicator: IndexDefinitions.Indicator, _ figures: ServiceFigures) {
    self.indicator = indicator
    var mean: Int64?
    switch indicator.measure {
    case .onTime:
      let late = figures.ended[.late] ?? 0
      part = (figures.ended[.early] ?? 0) + (figures.ended[.onTime] ?? 0)
      whole = part + late
    case .meanTime:
      (part, whole) = (figures.endedAll, figures.endedAll)
      if whole > 0 { mean = figures.worked / Int64(whole) / 60_000 }
    case .online: (part, whole) = (figures.sentOnline, figures.offeredOnline)
    case .onlinePayment: (part, whole) = (figures.paidOnline, figures.payable)
    case .digitised: (part, whole) = (figures.digitised, figures.papers)
    case .elsewhere: (part, whole) = (0, 0)
    }
    minutes = mean
  }

  /// The share in hundredths of a percent, half rounded up; `nil` if there is nothing to share.
  package var share: Int? {
    guard whole > 0, indicator.measure != .meanTime else { return nil }
    return (20_000 * part + whole) / (2 * whole)
  }

  /// Hundredths of points earned, half rounded up; `nil` without a share, threshold or points.
  package var score: Int? {
    guard let share, let full = indicator.fullMarksFrom, let points = indicator.points else {
      return nil
    }
    return (200 * points * min(share, full) + full) / (2 * full)
  }

  package var json: JSONValue {
    func number(_ value: Int?) -> JSONValue { value.map { .integer(Int64($0)) } ?? .null }
    return [
      "id": .string(indicator.id), "measure": .string(indicator.measure.rawValue),
      "part": number(part), "whole": number(whole), "share": number(share),
      "minutes": minutes.map { .integer($0) } ?? .null, "score": number(score),
      "points": number(indicator.points), "mark": .string(indicator.mark),
    ]
  }
}
