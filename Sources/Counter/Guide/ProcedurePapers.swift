package import Documents
package import Dossiers
import FormEngine
package import Foundation

/// Papers of a procedure itself, before there is a dossier.
package enum ProcedurePaper: String, Sendable, CaseIterable {
  case guide, blank
}

extension OneStopOffice {
  /// The guide of a procedure as it is today.
  package func guide(of procedure: Procedure, _ language: Language) throws -> Guide {
    try ProcedureGuide(
      procedure, forms: surroundings.forms, office: GuideOffice(unit: unit),
      catalogue: library.catalogue, on: now.civil.date
    ).guide(language)
  }

  /// Guide or blank form as PDF; asks nothing of anybody and is of no person.
  package func paper(_ paper: ProcedurePaper, of code: String, _ language: Language) throws -> Data
  {
    let procedure = try library.catalogue.entry(code, on: now.civil.date).procedure
    do {
      switch paper {
      case .guide: return try guide(of: procedure, language).pdf(createdAt: now.civil)
      case .blank: return try library.blankForm(code, unit: unit, now: now)
      }
    } catch let error as DocumentError {
      throw DossierError(.refused, vi: "Không vẽ được giấy: \(error)", en: "\(error)")
    }
  }
}

extension FormLibrary {
  /// The declaration with dotted blanks, for those who write by hand (the old service level 2).
  package func blankForm(_ code: String, unit: Dossiers.Unit, now: Instant) throws -> Data {
    let entry = try catalogue.entry(code, on: now.civil.date)
    guard let declared = entry.procedure.declaration else {
      throw DossierError(
        .notFound, vi: "Thủ tục \(code) không có tờ khai.",
        en: "Procedure \(code) has no declaration.")
    }
    let layout = try JSONFile.read(
      DeclarationLayout.self, at: entry.folder.appending(path: declared.layout))
    let session = try session(code, version: entry.procedure.version, now: now)
    return try Declaration(BlankDeclaration(session: session, unit: unit).content(layout))
      .pdf(createdAt: now.civil)
  }
}

/// A layout with nothing filled in: every line that may be needed, choices as boxes to tick.
struct BlankDeclaration {
  /// More choices than this are left to be written.
  private static let mostBoxes = 6
  /// Rows of a list to write on; who needs more adds a sheet.
  private static let mostRows = 5

  private let boxes: [String: String]
  private let unit: Dossiers.Unit

  init(session: FormSession, unit: Dossiers.Unit) {
    self.unit = unit
    var boxes: [String: String] = [:]
    for question in session.view().questions {
      guard (1...Self.mostBoxes).contains(question.choices.count) else { continue }
      boxes[question.path] = question.choices.map { "☐\u{A0}\($0.label.text)" }
        .joined(separator: "   ")
    }
    self.boxes = boxes
  }

  func content(_ layout: DeclarationLayout) -> DeclarationContent {
    DeclarationContent(
      title: layout.title, number: layout.printedNumber,
      addressee: runs(of: layout.addressee ?? "").map(\.text).joined(),
      sections: layout.sections.map { section in
        DeclarationSection(heading: section.title ?? "", lines: lines(section.lines))
      },
      placeAndDate: "",
      signatures: layout.signatures.map {
        DeclarationSignature(
          title: $0.title, note: $0.hint ?? "", name: "", means: .signatureOrThumbprint)
      }, dossierCode: "")
  }

  /// Of lines that stand for one another, one is enough to write on.
  private func lines(_ lines: [DeclarationLayout.Line]) -> [DeclarationLine] {
    var printed: Set<String> = []
    return lines.compactMap { line in
      let words = Self.words(of: line.text)
      if let row = Self.row(of: line.text) {
        return row <= Self.mostRows ? DeclarationLine(runs(of: line.text)) : nil
      }
      guard !Self.isOutcome(line) else { return nil }
      guard line.if == nil || words.isEmpty || printed.insert(words).inserted else { return nil }
      printed.insert(words)
      return DeclarationLine(runs(of: line.text))
    }
  }

  /// The number of the list's row that a line shows; `nil` when it shows none.
  private static func row(of text: String) -> Int? {
    text.firstMatch(of: #/\{[^}]*\[(\d+)\]/#).flatMap { Int($0.1) }
  }

  /// Whether a line says how a question was answered ("Đề nghị cấp bản sao: Không"): nobody has
  /// answered yet. A list's heading and a note in brackets are no outcome.
  private static func isOutcome(_ line: DeclarationLayout.Line) -> Bool {
    let text = line.text.trimmingCharacters(in: .whitespaces)
    return line.if != nil && !text.contains("{") && !text.hasSuffix(":") && !text.hasPrefix("(")
  }

  /// What is printed of a line before its first answer.
  private static func words(of text: String) -> String {
    text.prefix { $0 != "{" }.trimmingCharacters(in: .whitespaces)
  }

  private func runs(of text: String) -> [DeclarationRun] {
    var runs: [DeclarationRun] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { runs.append(DeclarationRun(String(rest[..<open]))) }
      let reference = rest[rest.index(after: open)..<close]
      runs.append(blank(String(reference.prefix { $0 != "|" })))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { runs.append(DeclarationRun(String(rest))) }
    return runs
  }

  private func blank(_ path: String) -> DeclarationRun {
    let path = path.trimmingCharacters(in: .whitespaces)
    switch path {
    case "unit", "unit.name": return DeclarationRun(unit.name)
    case "unit.place": return DeclarationRun(unit.place)
    default: return boxes[path].map { DeclarationRun($0) } ?? .answer("")
    }
  }
}
