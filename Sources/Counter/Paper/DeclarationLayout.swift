import Documents
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

/// How a declaration stands on paper: a procedure's `declaration.json`.
struct DeclarationLayout: Decodable {
  struct Section: Decodable {
    var title: String?
    var lines: [Line]
    /// Shown only when this holds over the answers.
    var `if`: String?
  }

  struct Line: Decodable {
    /// Printed words with answers in braces: `Giới tính: {nks/gioiTinh}`.
    var text: String
    var `if`: String?
  }

  struct Signature: Decodable {
    var title: String
    var hint: String?
  }

  var title: String
  /// The published form, printed only where the layout was compared with it.
  var number: String?
  var checkedAgainstGazette: Bool?
  var addressee: String?
  var sections: [Section]
  var signatures: [Signature]
}

extension OneStopOffice {
  func declaration(
    _ state: DossierState, format: PaperFormat, mark: PaperMark, page: Int = 1,
    writtenBy officer: String? = nil
  ) throws -> Data {
    let sheets = try filledDeclaration(state, mark: mark, writtenBy: officer)
    switch format {
    case .pdf:
      return try sheets.pdf(createdAt: Instant(milliseconds: state.receivedAt).civil)
    case .png: return try sheets.sheets().png(page: page)
    case .escpos, .text:
      throw DossierError(
        .badInput, vi: "Tờ khai chỉ in khổ A4 (pdf, png).",
        en: "A declaration is printed on A4 only: pdf or png.")
    }
  }

  /// The filled declaration for signature or thumbprint.
  /// - Parameter officer: Who wrote it down for somebody who cannot write; `nil` when the declarant
  ///   signs for himself.
  func filledDeclaration(_ state: DossierState, mark: PaperMark, writtenBy officer: String?) throws
    -> Declaration
  {
    let entry = try entry(of: state)
    guard let declared = entry.procedure.declaration else {
      throw DossierError(
        .notFound, vi: "Thủ tục \(state.procedure) không có tờ khai.",
        en: "Procedure \(state.procedure) has no declaration.")
    }
    let layout = try JSONFile.read(
      DeclarationLayout.self, at: entry.folder.appending(path: declared.layout))
    let received = Instant(milliseconds: state.receivedAt)
    let session = try library.session(state.procedure, version: state.version, now: received)
    try session.load(state.flatAnswers.formAnswers)
    var content = try DeclarationFilling(
      session: session, frozen: state.frozen, unit: unit
    ).content(layout, received: received.civil, code: state.code, mark: mark)
    if let officer { content.isWritten(by: officer) }
    return Declaration(content)
  }
}

extension DeclarationLayout {
  var printedNumber: String { checkedAgainstGazette == true ? number ?? "" : "" }
}

extension DeclarationContent {
  /// The note an officer adds for somebody who cannot write, who then signs with a thumb.
  mutating func isWritten(by officer: String) {
    officerNote = DeclarationSection(
      heading: "Xác nhận của công chức tiếp nhận",
      lines: [
        DeclarationLine([
          DeclarationRun(
            "Người khai không tự viết được. Nội dung trên do tôi ghi theo lời khai, đã đọc lại "
              + "cho người khai nghe; người khai xác nhận đúng và điểm chỉ trước mặt tôi.")
        ]),
        DeclarationLine([DeclarationRun("Họ và tên công chức: "), .answer(officer)]),
        DeclarationLine([DeclarationRun("Chữ ký: "), .answer("")]),
      ])
    for index in signatures.indices where signatures[index].means == .signatureOrThumbprint {
      signatures[index].note = "(Điểm chỉ)"
    }
  }
}

/// Puts answers into a layout's lines.
struct DeclarationFilling {
  let session: FormSession
  let frozen: [String: String]
  let unit: Dossiers.Unit

  func content(
    _ layout: DeclarationLayout, received: CivilDateTime, code: String, mark: PaperMark
  ) throws -> DeclarationContent {
    let texts = frozen.merging(AnswerText.all(session)) { _, asked in asked }
    let sections = try layout.sections.filter { try holds($0.if) }.map { section in
      DeclarationSection(
        heading: section.title ?? "",
        lines: try section.lines.filter { try holds($0.if) }.map {
          DeclarationLine(runs(of: $0.text, texts))
        })
    }
    let date = received.date
    return DeclarationContent(
      title: layout.title, number: layout.printedNumber,
      addressee: plain(layout.addressee ?? "", texts), sections: sections,
      placeAndDate: "\(unit.place), ngày \(date.day) tháng \(date.month) năm \(date.year)",
      signatures: layout.signatures.map {
        DeclarationSignature(
          title: $0.title, note: $0.hint ?? "", name: "", means: .signatureOrThumbprint)
      }, dossierCode: code, mark: mark)
  }

  private func holds(_ condition: String?) throws -> Bool {
    try condition.map { try session.truth(of: $0) } ?? true
  }

  /// Printed words and answers in turn.
  func runs(of text: String, _ texts: [String: String]) -> [DeclarationRun] {
    var runs: [DeclarationRun] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { runs.append(DeclarationRun(String(rest[..<open]))) }
      runs.append(.answer(answer(String(rest[rest.index(after: open)..<close]), texts)))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { runs.append(DeclarationRun(String(rest))) }
    return runs
  }

  private func plain(_ text: String, _ texts: [String: String]) -> String {
    runs(of: text, texts).map(\.text).joined()
  }

  /// `path|upper`, `path|date`, `path|dateWords`; `unit` is the office's name.
  private func answer(_ reference: String, _ texts: [String: String]) -> String {
    let parts = reference.split(separator: "|").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    guard let path = parts.first else { return "" }
    if path == "unit" || path == "unit.name" { return unit.name }
    if path == "unit.place" { return unit.place }
    let text = texts[path] ?? ""
    switch parts.dropFirst().first {
    case "upper": return text.uppercased()
    case "dateWords":
      return ((try? session.evaluate("/data/\(path)"))?.text).flatMap { CivilDate($0) }
        .map(DateInWords.text) ?? text
    case "date": return CivilDate(text).map(AnswerText.date) ?? text
    default: return text
    }
  }
}
