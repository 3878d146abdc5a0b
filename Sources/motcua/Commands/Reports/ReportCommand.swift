import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity

/// What the journal says about the office's work.
struct ReportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Monthly report, service index, ledger and hand-over list.",
    subcommands: [Month.self, Index.self, Ledger.self, HandOver.self])

  struct Month: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One month by procedure, officer and unit, with the index and the money.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "yyyy-MM.") var month: String
    @Option(help: "pdf or csv; only with --out.") var format: String = "pdf"
    @Option(help: "File to write.") var out: String?

    func run() async throws {
      let office = try common.office()
      let report = try office.monthReport(
        MonthArgument.read(month), by: common.actor(in: office))
      guard let out else {
        common.json ? Output.json(report.json) : Output.lines(report.lines)
        return
      }
      try ReportOutput.save(
        try office.file(report, ReportFormat.read(format)), to: out, json: common.json)
    }
  }

  struct Index: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The service index (QĐ 766/QĐ-TTg) of one month or several.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "First month, yyyy-MM.") var month: String
    @Option(help: "Last month; the first if not given.") var to: String?

    func run() async throws {
      let office = try common.office()
      let first = try MonthArgument.read(month)
      let last = max(first, try to.map(MonthArgument.read) ?? first)
      let reports = try office.monthReports(first...last, by: common.actor(in: office))
      if common.json {
        Output.json(
          .array(
            reports.map {
              ["month": .string($0.month.description), "index": .array($0.index.map(\.json))]
            }))
      } else {
        Output.lines(reports.flatMap { ["\($0.month)"] + $0.index.map { "  \($0.line)" } })
      }
    }
  }

  struct Ledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The ledger (form 07) of the dossiers received on these days.")
    @OptionGroup var common: CommonOptions
    @Option(help: "First day, yyyy-MM-dd; today if not given.") var from: String?
    @Option(help: "Last day; the first if not given.") var to: String?
    @Option(help: "pdf, csv or text.") var format: String = "pdf"
    @Option(help: "File to write, or - for standard output.") var out: String

    func run() async throws {
      let office = try common.office()
      let first = try DayArgument.read(from) ?? office.now.civil.date
      let selection = PaperSelection.days(first, max(first, try DayArgument.read(to) ?? first))
      let data = try office.file(
        .ledger, selection, ReportFormat.read(format), by: common.actor(in: office))
      try ReportOutput.save(data, to: out, json: common.json)
    }
  }

  struct HandOver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "handover",
      abstract: "The list with which the day's results are handed to the counter.")
    @OptionGroup var common: CommonOptions
    @Option(help: "yyyy-MM-dd; today if not given.") var day: String?
    @Option(help: "pdf, csv or text.") var format: String = "pdf"
    @Option(help: "File to write, or - for standard output.") var out: String

    func run() async throws {
      let office = try common.office()
      let day = try DayArgument.read(day) ?? office.now.civil.date
      let data = try office.file(
        .results, .finished(day, day), ReportFormat.read(format), by: common.actor(in: office))
      try ReportOutput.save(data, to: out, json: common.json)
    }
  }
}

struct AttentionCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attention",
    abstract: "What waits for somebody: due, overdue, not supplemented, disputed, not sent.")
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let office = try common.office()
    let items = try office.attention(by: common.actor(in: office))
    if common.json {
      Output.json(.array(items.map(\.json)))
    } else {
      Output.lines(
        items.map { "\($0.reason.name.vi)  \($0.code)  \($0.procedure)  \($0.days) ngày" })
    }
  }
}

struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write everything to a folder in open formats; on record, by administrators only.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "Folder that is not there yet.") var folder: String

  func run() async throws {
    let office = try common.office()
    let done = try office.export(
      to: URL(filePath: folder, directoryHint: .isDirectory), by: common.actor(in: office))
    if common.json {
      Output.json(
        .record([
          ("folder", .string(folder)), ("dossiers", .integer(Int64(done.dossiers))),
          ("entries", .integer(Int64(done.entries))), ("files", .integer(Int64(done.files))),
          ("missingFiles", .integer(Int64(done.missingFiles))),
          ("unreadable", .array(done.unreadable.map(\.json))),
          ("bytes", .integer(Int64(done.bytes))),
        ]))
    } else {
      print("\(folder): \(done.dossiers) hồ sơ, \(done.files) tệp, \(done.bytes) byte.")
      if let sentence = done.unreadable.sentence { print(sentence.vi) }
    }
  }
}
