import DossierStore
package import Dossiers
package import Identity
import Sync

/// What a unit did in a month.
package struct MonthReport: Sendable, Hashable {
  package struct Group: Sendable, Hashable {
    /// A procedure's code, an officer's id, a unit's code.
    package let id: String
    package let name: LocalizedText
    package let figures: ServiceFigures

    package var json: JSONValue {
      ["id": .string(id), "name": .string(name.vi), "figures": figures.json]
    }
  }

  package let month: CivilMonth
  package let unit: String
  /// Up to when entries were counted: the end of the month, or the time it was computed.
  package let closing: Instant
  package let definitions: IndexDefinitions
  /// Of this unit's dossiers.
  package let total: ServiceFigures
  /// By code.
  package let procedures: [Group]
  /// Dossiers an officer took in, and those whose end he recorded; nothing is carried or open.
  package let officers: [Group]
  /// Every unit this device has dossiers of.
  package let units: [Group]
  package let cash: CashTotals
  /// Dossiers whose data were destroyed; they are in no count.
  package let erased: Int

  package var index: [IndexFigure] {
    definitions.indicators.map { IndexFigure($0, total) }
  }

  package var json: JSONValue {
    [
      "month": .string(month.description), "unit": .string(unit),
      "closing": .string(closing.rfc3339), "definitions": .string(definitions.version),
      "total": total.json, "procedures": .array(procedures.map(\.json)),
      "officers": .array(officers.map(\.json)), "units": .array(units.map(\.json)),
      "index": .array(index.map(\.json)), "cash": cash.json, "erased": .integer(Int64(erased)),
    ]
  }
}

extension OneStopOffice {
  /// Counts a month from the journal.
  /// - Throws: ``DossierError`` when the role forbids it, the month has not begun or the
  ///   definitions cannot be read.
  package func monthReport(_ month: CivilMonth, by actor: Actor) throws -> MonthReport {
    try monthReports(month...month, by: actor)[0]
  }

  /// Longest span of months counted at once.
  package static let reportMonthsLimit = 60

  package func monthReports(_ span: ClosedRange<CivilMonth>, by actor: Actor) throws
    -> [MonthReport]
  {
    try actor.require(.viewReports)
    guard span.upperBound.begins <= now else {
      throw DossierError(
        .badInput, vi: "Tháng \(span.upperBound) chưa đến.",
        en: "The month \(span.upperBound) has not begun.")
    }
    var months = [span.lowerBound]
    while let last = months.last, last < span.upperBound { months.append(last.next) }
    guard months.count <= Self.reportMonthsLimit else {
      throw DossierError(
        .badInput, vi: "Mỗi lần nhiều nhất \(Self.reportMonthsLimit) tháng.",
        en: "At most \(Self.reportMonthsLimit) months at once.")
    }
    let definitions = try indexDefinitions()
    let (cases, erased) = try serviceCases(definitions)
    let names = try reportNames()
    let cash = try cashBook()
    return months.map { month in
      report(month, cases, definitions, names, cash: cash, erased: erased)
    }
  }

  /// - Throws: ``DossierError`` when no file of definitions can be used.
  package func indexDefinitions() throws -> IndexDefinitions {
    if let definitions = library.index { return definitions }
    let fault = library.faults.first { $0.place == IndexDefinitions.fileName }
    throw DossierError(
      .notFound, vi: "Chưa tính được chỉ số: \(fault?.message.vi ?? "thiếu tệp index.json.")",
      en: "The index cannot be computed: \(fault?.message.en ?? "index.json is missing.")")
  }

  /// Every dossier as the index counts it, and how many were erased.
  private func serviceCases(_ definitions: IndexDefinitions) throws -> ([ServiceCase], Int) {
    var cases: [ServiceCase] = []
    var erased = 0
    for summary in try store.summaries() {
      guard let state = try store.state(of: summary.id) else { continue }
      if state.isErased {
        erased += 1
      } else if !state.code.isEmpty {
        let procedure = try? library.catalogue.entry(state.procedure, version: state.version)
        cases.append(ServiceCase(state, procedure: procedure?.procedure, definitions))
      }
    }
    return (cases, erased)
  }

  private struct ReportNames {
    var procedures: [String: LocalizedText] = [:]
    var officers: [String: LocalizedText] = [:]
  }

  private func reportNames() throws -> ReportNames {
    var names = ReportNames()
    for entry in library.catalogue.entries {
      names.procedures[entry.procedure.code] = entry.procedure.name
    }
    for officer in try officers() {
      names.officers[officer.id.description] = LocalizedText(
        vi: officer.fullName, en: officer.fullName)
    }
    return names
  }

  private func report(
    _ month: CivilMonth, _ all: [ServiceCase], _ definitions: IndexDefinitions,
    _ names: ReportNames, cash: CashBook, erased: Int
  ) -> MonthReport {
    let closing = min(now, Instant(milliseconds: month.ends.milliseconds - 1))
    func count(_ cases: [ServiceCase]) -> ServiceFigures {
      cases.reduce(into: ServiceFigures()) { $0.add($1, month, closing: closing) }
    }
    func groups(
      _ cases: [ServiceCase], _ names: [String: LocalizedText], _ key: (ServiceCase) -> String
    )
      -> [MonthReport.Group]
    {
      Dictionary(grouping: cases, by: key).sorted { $0.key < $1.key }.map {
        MonthReport.Group(
          id: $0.key, name: names[$0.key] ?? LocalizedText(vi: $0.key, en: $0.key),
          figures: count($0.value))
      }.filter { $0.figures != ServiceFigures() }
    }
    let own = all.filter { $0.unit == unit.code }
    return MonthReport(
      month: month, unit: unit.code, closing: closing, definitions: definitions,
      total: count(own), procedures: groups(own, names.procedures, \.procedure),
      officers: officerGroups(own, month, names.officers),
      units: groups(all, [unit.code: LocalizedText(vi: unit.name, en: unit.name)], \.unit),
      cash: CashTotals(month, cash, own.flatMap(\.payments)), erased: erased)
  }

  /// What each officer took in and what he brought to its end, whoever took it in.
  private func officerGroups(
    _ cases: [ServiceCase], _ month: CivilMonth, _ names: [String: LocalizedText]
  ) -> [MonthReport.Group] {
    var figures: [String: ServiceFigures] = [:]
    for one in cases {
      if let accepted = one.accepted, month.contains(accepted) {
        figures[one.receiver, default: ServiceFigures()].addReceived(one)
      }
      if case .ended(let end, let actor, _) = one.outcome, month.contains(end) {
        figures[actor, default: ServiceFigures()].addEnd(one, month)
      }
    }
    return figures.sorted { $0.key < $1.key }.map { id, figures in
      MonthReport.Group(
        id: id, name: names[id] ?? name(ofActor: id, officers: []), figures: figures)
    }
  }
}
