package import Counter
package import DossierStore
import Dossiers
import Identity
package import Printing

/// The printing of an office: its agent, and its printers.
package enum OfficePrinting {
  package static func agent(
    _ office: OneStopOffice, pollMilliseconds: Int = Spooler.usualPollMilliseconds
  ) -> PrintAgent {
    PrintAgent(
      spooler: Spooler(
        store: office.store, record: { try office.recordPrinted($1, in: $0) },
        pollMilliseconds: pollMilliseconds))
  }

  /// Adds a printer, or puts it in the place of the one of its name. One that answers is asked
  /// which format it takes; one that is off is taken at its word and asked when it is tested.
  /// - Returns: the printer's state, or what keeps it from answering.
  package static func add(
    _ printer: PrinterRecord, to office: OneStopOffice, by actor: Actor
  ) async throws -> Result<PrinterStatus, PrintProblem> {
    try actor.require(.manageDevice)
    try office.store.keepPrinter(printer)
    return try await test(printer.id, of: office)
  }

  package static func remove(_ id: String, from office: OneStopOffice, by actor: Actor) throws {
    try actor.require(.manageDevice)
    _ = try known(id, office)
    try office.store.removePrinter(id)
  }

  /// Asks a printer how it is, and remembers the format it takes.
  package static func test(
    _ id: String, of office: OneStopOffice
  ) async throws -> Result<PrinterStatus, PrintProblem> {
    var printer = try known(id, office)
    let line = try PrintLine(printer)
    do throws(PrintProblem) {
      let status = try await line.status()
      guard !printer.paper.isRoll else { return .success(status) }
      let format = [PrintFormat.pdf, .pwgRaster].first { format in
        status.formats.contains(format.rawValue) && (format == .pdf || status.raster != nil)
      }
      guard let format else {
        return .failure(
          PrintProblem(
            .refused, vi: "Máy in không nhận PDF lẫn PWG Raster nên không in được giấy A4, A5.",
            en: "The printer takes neither PDF nor PWG Raster, so it cannot print A4 or A5."))
      }
      let raster = format == .pwgRaster ? status.raster : nil
      if format != printer.format || raster != printer.raster {
        printer.format = format
        printer.raster = raster
        try? office.store.keepPrinter(printer)
      }
      return .success(status)
    } catch {
      return .failure(error)
    }
  }

  private static func known(_ id: String, _ office: OneStopOffice) throws -> PrinterRecord {
    guard let printer = try office.store.printer(id) else {
      throw DossierError(
        .notFound, vi: "Không có máy in này.", en: "There is no printer \(id.prefix(40)).")
    }
    return printer
  }
}
