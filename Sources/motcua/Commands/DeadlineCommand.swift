import ArgumentParser
import Dossiers
import Foundation
import Identity

struct DeadlineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deadline", abstract: "The promised date of a procedure, and why it is then.")
  @OptionGroup var common: CommonOptions
  @Option(help: "Procedure code.") var procedure: String
  @Option(help: "Time of reception, RFC 3339.") var received: String
  @Option(help: "Another calendar file.") var calendar: String?
  @Option(help: "Unit file whose office hours count.") var unit: String?

  func run() async throws {
    let forms = try ShareFolder.locate().appending(path: "Forms")
    guard let instant = Instant(rfc3339: received) else {
      throw DossierError(
        .badInput, vi: "Thời điểm nhận không đúng dạng 2026-11-21T10:00:00+07:00.",
        en: "--received is not a time such as 2026-11-21T10:00:00+07:00.")
    }
    let library = try FormLibrary(folder: forms, data: common.folder)
    try library.requireOverlay()
    let entry = try library.catalogue.entry(procedure, on: instant.civil.date)
    let days = try calendar.map { try JSONFile.read(WorkCalendar.self, at: URL(filePath: $0)) }
    var office = try JSONFile.read(Unit.self, at: try unitFile(forms))
    if let overlay = library.catalogue.overlay {
      office = overlay.amended(office, on: instant.civil.date)
    }
    let promise = try PromiseCalculator(
      calendar: days ?? library.calendar, hours: office.hours, policy: office.promisePolicy
    ).promise(received: instant, term: entry.procedure.term)
    if common.json {
      Output.json(
        .record([
          ("due", .string(promise.due.rfc3339)), ("rule", .string(promise.rule.rawValue)),
          ("calendar", .string(promise.calendarVersion)),
          ("explanation", .string(promise.explanation.vi)),
        ]))
    } else {
      print(promise.explanation.vi)
    }
  }

  /// The unit named, the data folder's own, else the shipped demo unit.
  private func unitFile(_ forms: URL) throws -> URL {
    if let unit { return URL(filePath: unit) }
    let own = common.folder.appending(path: "unit.json")
    return FileManager.default.fileExists(atPath: own.path)
      ? own : forms.appending(path: "demo-unit.json")
  }
}
