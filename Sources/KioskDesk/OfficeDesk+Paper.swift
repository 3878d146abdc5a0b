import Counter
import Documents
import DossierStore
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
      let data = try office.document(paper, format: format, code: code, mark: .preview, by: actor)
      return KioskServer.Document(
        data: data, type: format.mediaType, name: "\(code)-\(paper.rawValue).\(format.rawValue)")
    }
  }

  package func issue(_ kind: String, dossier code: String, _ caller: Caller) async throws
    -> KioskServer.Document
  {
    try await act(caller) { office, actor in
      let paper = try PaperKind(named: kind)
      return KioskServer.Document(
        data: try office.issue(paper, code: code, by: actor), type: PaperFormat.pdf.mediaType,
        name: "\(code)-\(paper.rawValue).pdf")
    }
  }

  package func draftSlip(_ draft: String, _ caller: Caller) async throws -> KioskServer.Document {
    try await act(caller) { office, actor in
      KioskServer.Document(
        data: try office.document(.draft, format: .pdf, code: draft, by: actor),
        type: PaperFormat.pdf.mediaType, name: "draft-slip.pdf")
    }
  }

  package func printers() async -> [Printer] {
    let known = try? await run(.vietnamese) { try $0.store.printers() }
    return (known ?? []).map { Printer(id: $0.id, name: $0.name) }
  }

  package func print(
    _ kind: String, dossier code: String, printer: String, copies: Int, _ caller: Caller
  ) async throws {
    _ = try await act(caller) { office, actor in
      try office.print(
        PaperKind(named: kind), code: code, on: printer, copies: copies, by: actor)
    }
  }
}
