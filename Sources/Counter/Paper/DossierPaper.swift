package import Documents
import Dossiers
package import Foundation
package import Sync

extension OneStopOffice {
  /// One document of a dossier.
  /// - Throws: ``DossierError`` when the dossier has no such document, the format does not suit it
  ///   or the role forbids it.
  package func document(
    _ kind: PaperKind, format: PaperFormat, code: String, mark: PaperMark = .original,
    page: Int = 1, by actor: Actor
  ) throws -> Data {
    try actor.require(.printPapers)
    if kind == .draft { return try draftSlip(code, format: format, by: actor) }
    if kind.isList { return try list(kind, format: format, codes: [code], mark: mark, by: actor) }
    let (_, state) = try state(code: code)
    if kind == .receipt { try require(kind, of: state) }
    return try drawn {
      switch kind {
      case .declaration:
        return try declaration(state, format: format, mark: mark, page: page)
      case .assistedDeclaration:
        return try declaration(
          state, format: format, mark: mark, page: page, writtenBy: actor.displayName)
      case .receipt where format == .escpos || format == .text:
        let receipt = Receipt(try receiptContent(state, mark: mark))
        return format == .text ? Data(try receipt.text().utf8) : try receipt.escpos(.mm80)
      default:
        let paper = try filled(kind, state, mark: mark, by: actor)
        return try bytes(paper, format, page: page, createdAt: moment(of: kind, state).civil)
      }
    }
  }

  /// The slip of a dossier's paper for thermal paper of this width.
  /// - Throws: ``DossierError`` when the paper has no slip.
  package func slip(
    _ kind: PaperKind, width: SlipWidth, code: String, mark: PaperMark = .original,
    by actor: Actor
  ) throws -> Data {
    try actor.require(.printPapers)
    let (_, state) = try state(code: code)
    guard kind.layout != nil else { throw Self.noSlip }
    if kind == .receipt { try require(kind, of: state) }
    return try drawn {
      if kind == .receipt {
        return try Receipt(receiptContent(state, mark: mark)).escpos(width)
      }
      guard let slip = try filled(kind, state, mark: mark, by: actor).slip(width) else {
        throw Self.noSlip
      }
      return ESCPOS.print(try slip.bitmap())
    }
  }

  /// The sheets of a dossier's paper as dots, for a printer that takes no PDF.
  package func raster(
    _ kind: PaperKind, _ raster: PWGRaster, code: String, mark: PaperMark = .original,
    by actor: Actor
  ) throws -> Data {
    try actor.require(.printPapers)
    let (_, state) = try state(code: code)
    return try drawn { try raster.encode(sheets(kind, state, mark: mark, by: actor)) }
  }

  private func sheets(_ kind: PaperKind, _ state: DossierState, mark: PaperMark, by actor: Actor)
    throws -> Paper
  {
    switch kind {
    case .declaration:
      return try filledDeclaration(state, mark: mark, writtenBy: nil).sheets()
    case .assistedDeclaration:
      return try filledDeclaration(state, mark: mark, writtenBy: actor.displayName).sheets()
    case _ where kind.isList:
      return try filledList(kind, PaperSelection([state.code]), mark: mark, by: actor).sheets()
    default: return try filled(kind, state, mark: mark, by: actor).sheets()
    }
  }

  /// A paper of a dossier with its layout, ready to be drawn.
  package func filled(
    _ kind: PaperKind, _ state: DossierState, mark: PaperMark, by actor: Actor
  ) throws -> FilledPaper {
    try require(kind, of: state)
    guard let name = kind.layout else { throw Self.notYet(kind, state) }
    let receipt = try receiptContent(state, mark: mark)
    var data = receipt.data
    data.merge(try paperData(state, by: actor))
    return FilledPaper(
      try layouts.layout(name), data, variants: kind == .receipt ? [receipt.variant] : [],
      mark: mark)
  }

  private func require(_ kind: PaperKind, of state: DossierState) throws {
    guard papers(of: state).contains(kind) else { throw Self.notYet(kind, state) }
  }

  package var layouts: LayoutShelf { LayoutShelf(folders: library.layoutFolders) }

  /// The papers that a dossier as it stands can have, in the order they are offered. One that was
  /// not taken in has no receipt: nothing was promised.
  package func papers(of state: DossierState) -> [PaperKind] {
    let declared = (try? entry(of: state).procedure.documents) ?? []
    let asked = Set(state.timeline.map(\.to))
    return PaperKind.allCases.filter { kind in
      switch kind {
      case .receipt: declared.contains(kind.rawValue) && state.acceptedAt != nil
      case .declaration: declared.contains(kind.rawValue)
      case .assistedDeclaration: declared.contains(PaperKind.declaration.rawValue)
      case .supplement: asked.contains(DossierStatus.supplementAsked.rawValue)
      case .refusal: asked.contains(DossierStatus.notAccepted.rawValue)
      case .apology: postponement(of: state) != nil
      case .stop: asked.contains(DossierStatus.stopped.rawValue)
      case .controlSlip, .fee, .access: true
      case .batch, .ledger, .results, .draft: false
      }
    }
  }

  /// A paper in the wanted form.
  func bytes(
    _ paper: FilledPaper, _ format: PaperFormat, page: Int = 1, createdAt: CivilDateTime
  ) throws -> Data {
    switch format {
    case .pdf: return try paper.pdf(createdAt: createdAt)
    // Of the receipt's copies a picture shows the resident's.
    case .png: return try paper.sheets(paper.layout.copies.last.map { [$0] }).png(page: page)
    case .text: return Data(paper.text().utf8)
    case .escpos:
      guard let slip = try paper.slip(.mm80) else { throw Self.noSlip }
      return ESCPOS.print(try slip.bitmap())
    }
  }

  func drawn<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch DocumentError.noSuchPage(let page, let count) {
      throw DossierError(
        .badInput, vi: "Giấy không có trang \(page), chỉ có \(count) trang.",
        en: "The document has no page \(page); it has \(count).")
    } catch let error as DocumentError {
      throw DossierError(.refused, vi: "Không vẽ được giấy: \(error)", en: "\(error)")
    }
  }

  /// When a paper's matter happened, so that the same dossier gives the same bytes.
  private func moment(of kind: PaperKind, _ state: DossierState) -> Instant {
    let status: DossierStatus? =
      switch kind {
      case .supplement: .supplementAsked
      case .refusal: .notAccepted
      case .stop: .stopped
      default: nil
      }
    let event = status.flatMap { status in state.timeline.last { $0.to == status.rawValue } }
    return Instant(milliseconds: event?.time ?? state.receivedAt)
  }

  private static let noSlip = DossierError(
    .badInput, vi: "Giấy này chỉ in khổ A4 hoặc A5 (pdf, png) và chữ thường (text).",
    en: "This document is printed on A4 or A5 only: pdf, png or text.")

  private static func notYet(_ kind: PaperKind, _ state: DossierState) -> DossierError {
    DossierError(
      .notFound, vi: "Hồ sơ \(state.code) không có giấy “\(kind.name.vi)”.",
      en: "The dossier \(state.code) has no “\(kind.name.en)”.")
  }
}
