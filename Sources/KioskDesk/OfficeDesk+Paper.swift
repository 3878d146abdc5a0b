import Counter
import Dossiers
import Foundation
package import KioskServer

/// Documents and printing.
extension OfficeDesk {
  package func document(
    _ kind: String, format: DocumentFormat, dossier code: String, _ caller: Caller
  ) async throws -> KioskServer.Document {
    try await act(caller) { office, actor in
      let paper = try PaperKind(named: kind)
      guard let format = PaperFormat(rawValue: format.rawValue) else {
        preconditionFailure("both lists of formats are one")
      }
      let data = try office.document(paper, format: format, code: code, by: actor)
      return KioskServer.Document(
        data: data, type: format.mediaType, name: "\(code)-\(paper.rawValue).\(format.rawValue)")
    }
  }

  package func printers() async -> [Printer] {
    (try? await run(.vietnamese) { _ in SystemPrinters.list() }) ?? []
  }

  package func print(
    _ kind: String, dossier code: String, printer: String, copies: Int, _ caller: Caller
  ) async throws {
    try await act(caller) { office, actor in
      let paper = try PaperKind(named: kind)
      let data = try office.document(paper, format: .pdf, code: code, by: actor)
      try SystemPrinters.print(data, on: printer, copies: copies)
      try office.recordPrint(paper, code: code, copies: copies, by: actor)
    }
  }
}

/// Printers of the system's print service, by `lpstat` and `lp`.
enum SystemPrinters {
  static func list() -> [Printer] {
    guard let text = try? output("/usr/bin/lpstat", ["-e"], input: nil) else { return [] }
    return text.split(separator: "\n").map { Printer(id: String($0), name: String($0)) }
  }

  /// Sends bytes through a pipe, so that nothing personal lies in a file of ours.
  static func print(_ data: Data, on printer: String, copies: Int) throws {
    guard list().contains(where: { $0.id == printer }), (1...9).contains(copies) else {
      throw DossierError(
        .notFound, vi: "Không có máy in này.", en: "There is no such printer.")
    }
    do {
      _ = try output("/usr/bin/lp", ["-d", printer, "-n", String(copies)], input: data)
    } catch {
      throw DossierError(
        .refused, vi: "Máy in không nhận lệnh in; hãy kiểm tra máy in.",
        en: "The printer did not take the job; check the printer.")
    }
  }

  private static func output(_ path: String, _ arguments: [String], input: Data?) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let (stdin, stdout) = (Pipe(), Pipe())
    process.standardInput = stdin
    process.standardOutput = stdout
    process.standardError = FileHandle.nullDevice
    try process.run()
    if let input { try stdin.fileHandleForWriting.write(contentsOf: input) }
    try stdin.fileHandleForWriting.close()
    let data = try stdout.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    return String(decoding: data, as: UTF8.self)
  }
}
