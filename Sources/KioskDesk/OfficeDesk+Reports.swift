import Counter
package import Dossiers
import Foundation
package import KioskServer

/// Figures of the office and what waits in it.
extension OfficeDesk {
  package func waiting(_ caller: Caller) async throws -> [WaitingSheet] {
    try await act(caller) { office, actor in
      let names = Dictionary(
        office.library.catalogue.entries.map { ($0.procedure.code, $0.procedure.name) }
      ) { _, last in last }
      let groups = Dictionary(grouping: try office.attention(by: actor), by: \.reason)
      return AttentionReason.allCases.compactMap { reason in
        groups[reason].map { items in
          WaitingSheet(
            id: reason.rawValue, name: reason.name[caller.language],
            lines: items.map { item in
              WaitingSheet.Line(
                code: item.code, reference: item.reference, isDossier: item.dossier != nil,
                maskedSubject: item.title,
                procedure: names[item.procedure]?[caller.language] ?? item.procedure,
                time: item.due ?? item.since, days: item.days)
            })
        }
      }
    }
  }

  package func report(_ month: CivilMonth?, _ caller: Caller) async throws -> ReportSheet {
    try await act(caller) { office, actor in
      let newest = CivilMonth(containing: office.now.civil.date)
      let report = try office.monthReport(month ?? newest, by: actor)
      func row(_ group: MonthReport.Group) -> ReportSheet.Row {
        ReportSheet.Row(name: group.name[caller.language], figures: group.figures.columns)
      }
      let all = LocalizedText(vi: "Tổng cộng", en: "Total")[caller.language]
      return ReportSheet(
        month: report.month, isNewest: report.month >= newest, closing: report.closing,
        total: ReportSheet.Row(name: all, figures: report.total.columns),
        procedures: report.procedures.map(row), officers: report.officers.map(row),
        index: report.index.map { figure in
          ReportSheet.Indicator(
            id: figure.indicator.id, name: figure.indicator.name[caller.language],
            count: figure.isMeasured ? "\(figure.part)/\(figure.whole)" : "",
            value: figure.value[caller.language], score: figure.scoreText)
        }, basis: report.definitions.basis,
        money: report.cash.lines(caller.language).map {
          ReportSheet.Sum(name: $0.name, amount: $0.amount)
        })
    }
  }

  package func reportFile(_ month: CivilMonth, _ type: ReportFileType, _ caller: Caller)
    async throws -> KioskServer.Document
  {
    try await act(caller) { office, actor in
      let format = try ReportFormat.read(type.rawValue)
      let report = try office.monthReport(month, by: actor)
      return KioskServer.Document(
        data: try office.file(report, format), type: format.mediaType,
        name: "bao-cao-\(month).\(type.rawValue)")
    }
  }

  package func listFile(
    _ list: DayList, from: CivilDate, to: CivilDate, _ type: ReportFileType, _ caller: Caller
  ) async throws -> KioskServer.Document {
    try await act(caller) { office, actor in
      let format = try ReportFormat.read(type.rawValue)
      let data =
        switch list {
        case .ledger: try office.file(.ledger, .days(from, to), format, by: actor)
        case .handover: try office.file(.results, .finished(from, to), format, by: actor)
        }
      return KioskServer.Document(
        data: data, type: format.mediaType, name: "\(list.rawValue)-\(from).\(type.rawValue)")
    }
  }
}
