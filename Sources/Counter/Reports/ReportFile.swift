import Documents
import Dossiers
package import Foundation

/// As what a report is saved.
package enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  case pdf, csv, text

  package var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .csv: "text/csv; charset=utf-8"
    case .text: "text/plain; charset=utf-8"
    }
  }

  package static func read(_ name: String) throws -> ReportFormat {
    guard let format = ReportFormat(rawValue: name) else {
      throw DossierError(
        .badInput, vi: "Định dạng là pdf, csv hoặc text.", en: "--format is pdf, csv or text.")
    }
    return format
  }
}

extension OneStopOffice {
  /// A list of dossiers as a file; on record as a view of each.
  package func file(
    _ kind: PaperKind, _ selection: PaperSelection, _ format: ReportFormat, by actor: Actor
  ) throws -> Data {
    switch format {
    case .csv: try listCSV(selection, by: actor)
    case .pdf: try list(kind, format: .pdf, selection, by: actor)
    case .text: try list(kind, format: .text, selection, by: actor)
    }
  }

  /// The monthly report as a file. It names officers and no resident.
  package func file(_ report: MonthReport, _ format: ReportFormat) throws -> Data {
    if format == .csv { return CSVText.data(report.table) }
    let data = try monthData(report)
    let paper = FilledPaper(try layouts.layout("month"), data)
    return try drawn {
      try bytes(paper, format == .pdf ? .pdf : .text, createdAt: now.civil)
    }
  }

  private func monthData(_ report: MonthReport) throws -> PaperData {
    var data = office.data
    data.texts["month"] = "tháng \(report.month.month) năm \(report.month.year)"
    data.texts["closing"] = AnswerText.date(report.closing.civil.date)
    data.texts["basis"] = report.definitions.basis
    data.texts["definitions"] = report.definitions.version
    data.texts.merge(PaperData.moment("printed", now.civil)) { $1 }
    data.rows["procedures"] =
      report.procedures.enumerated().map { row(String($0 + 1), $1.name.vi, $1.figures) }
      + [row("", "Tổng cộng", report.total)]
    data.rows["officers"] = report.officers.enumerated().map {
      row(String($0 + 1), $1.name.vi, $1.figures)
    }
    data.rows["index"] = report.index.map { figure in
      [
        "id": figure.indicator.id, "name": figure.indicator.name.vi,
        "part": figure.isMeasured ? "\(figure.part)/\(figure.whole)" : "",
        "value": figure.value.vi, "score": figure.scoreText,
      ]
    }
    data.rows["money"] = report.cash.lines(.vietnamese).map {
      ["name": $0.name, "amount": $0.amount]
    }
    return data
  }

  private func row(_ number: String, _ name: String, _ figures: ServiceFigures) -> [String: String]
  {
    var row = figures.columns.mapValues { String($0) }
    row["n"] = number
    row["name"] = name
    return row
  }
}
