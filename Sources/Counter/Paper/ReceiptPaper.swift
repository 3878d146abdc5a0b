package import Documents
import Dossiers
package import Foundation
package import Identity
package import Sync

/// The papers of a dossier in the formats of the command line.
package enum PaperKind: String, Sendable, CaseIterable {
  case receipt
  case declaration

  /// Accepts a kind's own name, or the number of the one-stop form (01 is the receipt).
  /// - Throws: ``DossierError`` naming what there is.
  package init(named name: String) throws {
    guard let kind = name == "01" ? .receipt : PaperKind(rawValue: name) else {
      throw DossierError(
        .badInput, vi: "Không có loại giấy \(name.prefix(20)).",
        en: "There is no document \(name.prefix(20)); there are receipt (01) and declaration.")
    }
    self = kind
  }
}

package enum PaperFormat: String, Sendable, CaseIterable {
  case pdf, png, escpos, text

  package var mediaType: String {
    switch self {
    case .pdf: "application/pdf"
    case .png: "image/png"
    case .escpos: "application/octet-stream"
    case .text: "text/plain; charset=utf-8"
    }
  }
}

extension OneStopOffice {
  /// One document of a dossier.
  /// - Throws: ``DossierError`` when the procedure has no such document or the role forbids it.
  package func document(
    _ kind: PaperKind, format: PaperFormat, code: String, mark: PaperMark = .original,
    by actor: Actor
  ) throws -> Data {
    try actor.require(.printPapers)
    let (_, state) = try state(code: code)
    do {
      switch kind {
      case .receipt: return try receipt(state, format: format, mark: mark)
      case .declaration: return try declaration(state, format: format, mark: mark)
      }
    } catch let error as DocumentError {
      throw DossierError(.refused, vi: "Không vẽ được giấy: \(error)", en: "\(error)")
    }
  }

  private func receipt(
    _ state: DossierState, format: PaperFormat, mark: PaperMark
  ) throws -> Data {
    let receipt = Receipt(try receiptContent(state, mark: mark))
    switch format {
    case .pdf: return try receipt.pdf()
    case .png: return try receipt.sheets([.resident]).png(page: 1)
    case .escpos: return try receipt.escpos(.mm80)
    case .text: return Data(try receipt.text().utf8)
    }
  }

  /// The text in the receipt's QR: address, code, device and signature; no name, no number.
  package func receiptText(_ code: String) -> String {
    ReceiptCode.sign(code: code, address: unit.trackingURL, key: keys.keys.signing).text
  }

  /// The receipt's QR text says which device received; another device prints the same dossier
  /// under its own signature.
  package func receiptContent(_ state: DossierState, mark: PaperMark) throws
    -> ReceiptContent
  {
    let procedure = try entry(of: state).procedure
    let values = state.allValues
    func answer(_ path: String?) -> String { path.flatMap { values[$0] } ?? "" }
    let due = state.due?.instant.map(Instant.init(milliseconds:))
    let subject = answer(procedure.titlePath)
    return ReceiptContent(
      office: ReceiptOffice(
        name: unit.name, superior: unit.superior, place: unit.place, address: unit.address,
        hotline: unit.hotline),
      dossierCode: state.code,
      people: ReceiptPeople(
        owner: answer(procedure.owner?.name ?? procedure.applicant.name),
        applicant: answer(procedure.applicant.name), address: answer(procedure.applicant.address),
        phone: answer(procedure.applicant.phone), email: answer(procedure.applicant.email),
        applicantID: answer(procedure.applicant.id)),
      subject: subject.isEmpty ? procedure.name.vi : "\(procedure.name.vi): \(subject)",
      papers: papers(of: state, procedure), termText: procedure.term.text.vi,
      receivedAt: Instant(milliseconds: state.receivedAt).civil, dueAt: due?.civil,
      dueExplanation: state.due?.vi ?? "", delivery: delivery(values),
      lookUpCode: state.lookup, trackingAddress: unit.trackingURL,
      officerName: try receiver(of: state),
      qrText: receiptText(state.code),
      shortQRText: "\(unit.trackingURL)?c=\(state.code)&k=\(state.lookup)", mark: mark)
  }

  private func papers(of state: DossierState, _ procedure: Procedure) -> ReceiptPapers {
    if procedure.whileYouWait, let rows = state.flatAnswers.rows["giayTo"] {
      let values = state.allValues
      return .certification(
        rows.map { row in
          func field(_ name: String) -> String { values["giayTo[\(row)]/\(name)"] ?? "" }
          return ReceiptPapers.Certified(
            name: field("ten"), pages: Int(field("soTrang")) ?? 0,
            paperCopies: Int(field("soBan")) ?? 0, electronicCopy: field("banDienTu") == "co")
        })
    }
    return .components(
      state.components.compactMap { counted in
        guard let component = procedure.components.first(where: { $0.id == counted.id }) else {
          return nil
        }
        return ReceiptPapers.Component(
          name: component.name.vi, originals: counted.original, certified: counted.certified,
          copies: counted.copy)
      })
  }

  /// How the result is handed over, as the form asked.
  private func delivery(_ values: [String: String]) -> String {
    switch values.first(where: { $0.key.hasSuffix("hinhThucNhan") })?.value {
    case "buu_chinh": "Qua dịch vụ bưu chính"
    case "dien_tu": "Trực tuyến"
    default: "Tại quầy, \(unit.name)"
    }
  }

  /// Who received the dossier, whoever prints now; empty when it was no officer.
  private func receiver(of state: DossierState) throws -> String {
    try officers().first { $0.id.description == state.receivedBy }?.fullName ?? ""
  }

  /// Says whether a receipt's QR text is genuine, without a link.
  /// - Throws: ``DossierError`` when the text is no receipt or the bundle cannot be used.
  package static func verify(receipt text: String, bundle file: URL) throws -> ReceiptVerdict {
    guard let bytes = try? Data(contentsOf: file), let bundle = try? TrustBundle(jsonBytes: bytes),
      bundle.verify()
    else {
      throw DossierError(
        .badInput, vi: "Không dùng được bộ khoá tin cậy \(file.lastPathComponent).",
        en: "The trust bundle \(file.path) cannot be read or its signature is wrong.")
    }
    do {
      return try ReceiptCode.parse(text.trimmingCharacters(in: .whitespacesAndNewlines))
        .verify(bundle, at: nil)
    } catch {
      throw DossierError(
        .badInput, vi: "Đây không phải nội dung mã QR của giấy tiếp nhận.",
        en: "This is not the text of a receipt's QR code.")
    }
  }
}
