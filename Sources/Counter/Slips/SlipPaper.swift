import Documents
import Dossiers
package import Foundation
import Identity
package import Sync

/// Emergency slips on paper: form 01 to be filled in by hand, code and QR printed.
extension OneStopOffice {
  /// File of `Forms/layouts`, without its ending.
  static let slipLayout = "slip"

  /// The text of a slip's QR: it leads to the tracking page and says that it was printed blank.
  package func slipText(_ code: String) -> String {
    ReceiptCode.sign(
      code: code, address: unit.trackingURL, kind: .slip, key: keys.keys.signing
    ).text
  }

  /// Takes codes and draws the slips: one paper, each slip with its copies.
  package func printSlips(_ count: Int, format: PaperFormat, by actor: Actor) throws -> (
    slips: [SlipState], paper: Data
  ) {
    try actor.require(.printPapers)
    try Self.check(format, count)
    let slips = try reserveSlips(count, by: actor)
    return (slips, try draw(slips, format: format, by: actor))
  }

  /// Draws slips once more, marked as reprints: two papers with one code are two promises.
  package func printSlipsAgain(_ codes: [String], format: PaperFormat, by actor: Actor) throws -> (
    slips: [SlipState], paper: Data
  ) {
    try actor.require(.printPapers)
    try Self.check(format, codes.count)
    let slips = try notePrintedAgain(codes, by: actor)
    return (slips, try draw(slips, format: format, by: actor))
  }

  private static func check(_ format: PaperFormat, _ count: Int) throws {
    guard format == .pdf || count == 1 else {
      throw DossierError(
        .badInput, vi: "Nhiều phiếu một lúc chỉ in được ra tệp PDF.",
        en: "Several slips at once are printed as PDF only.")
    }
  }

  private func draw(_ slips: [SlipState], format: PaperFormat, by actor: Actor) throws -> Data {
    let layout = try layouts.layout(Self.slipLayout)
    let papers = slips.map { FilledPaper(layout, data(of: $0, by: actor), mark: $0.mark) }
    guard let first = papers.first, let slip = slips.first else { throw Self.noSlipHere }
    let created = Instant(milliseconds: slip.printedAt).civil
    return try drawn {
      guard papers.count > 1 else { return try bytes(first, format, createdAt: created) }
      let sheets = try papers.map { try $0.sheets() }
      return try sheets.dropFirst().reduce(sheets[0]) { $0.followed(by: $1) }
        .pdf(PDFMetadata(title: layout.title, createdAt: created))
    }
  }

  private func data(of slip: SlipState, by actor: Actor) -> PaperData {
    var data = office.data
    data.texts.merge([
      "code": slip.code, "lookup": slip.lookup, "qr": slipText(slip.code),
      "qr.short": shortReceiptText(slip.code, lookup: slip.lookup),
      "tracking": unit.trackingURL, "printed.by": actor.displayName,
    ]) { $1 }
    data.texts.merge(
      PaperData.moment("printed", Instant(milliseconds: slip.printedAt).civil)
    ) { $1 }
    return data
  }
}

extension SlipState {
  fileprivate var mark: PaperMark { reprints == 0 ? .original : .reprint(reprints) }
}
