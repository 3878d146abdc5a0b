import Documents
package import Dossiers

/// The papers of a dossier, of several and of a draft. The raw value is what entries and the
/// command line say; it never changes.
package enum PaperKind: String, Sendable, CaseIterable {
  /// Form 01.
  case receipt
  case declaration
  /// The declaration of somebody who cannot write, with the officer's note.
  case assistedDeclaration = "declaration-assisted"
  case supplement = "02"
  case refusal = "03"
  case apology = "04"
  case stop = "05"
  case controlSlip = "06"
  case fee
  case access
  /// Form 01 for many dossiers handed in together.
  case batch = "01-batch"
  case ledger = "07"
  case results
  case draft

  /// Accepts a kind's own name, or the number of the one-stop form (01 is the receipt).
  /// - Throws: ``DossierError`` naming what there is.
  package init(named name: String) throws {
    guard let kind = name == "01" ? .receipt : PaperKind(rawValue: name) else {
      let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
      throw DossierError(
        .badInput, vi: "Không có loại giấy \(name.prefix(20)).",
        en: "There is no document \(name.prefix(20)); there are \(known), and 01 is receipt.")
    }
    self = kind
  }

  package var name: LocalizedText {
    switch self {
    case .receipt:
      LocalizedText(vi: "Giấy tiếp nhận và hẹn trả (Mẫu 01)", en: "Receipt (form 01)")
    case .declaration: LocalizedText(vi: "Tờ khai", en: "Declaration")
    case .assistedDeclaration:
      LocalizedText(
        vi: "Tờ khai của người không viết được", en: "Declaration of one who cannot write")
    case .supplement:
      LocalizedText(vi: "Phiếu yêu cầu bổ sung (Mẫu 02)", en: "Request to complete (form 02)")
    case .refusal: LocalizedText(vi: "Phiếu từ chối (Mẫu 03)", en: "Refusal (form 03)")
    case .apology:
      LocalizedText(vi: "Văn bản xin lỗi, gia hạn (Mẫu 04)", en: "Apology, new date (form 04)")
    case .stop: LocalizedText(vi: "Thông báo dừng (Mẫu 05)", en: "Notice of stopping (form 05)")
    case .controlSlip:
      LocalizedText(vi: "Phiếu kiểm soát (Mẫu 06)", en: "Control slip (form 06)")
    case .fee: LocalizedText(vi: "Thông báo phí, lệ phí", en: "Fee notice")
    case .access: LocalizedText(vi: "Danh sách lượt xem", en: "Access list")
    case .batch:
      LocalizedText(
        vi: "Giấy tiếp nhận nhiều hồ sơ (Mẫu 01)", en: "Receipt of several dossiers (form 01)")
    case .ledger: LocalizedText(vi: "Sổ theo dõi (Mẫu 07)", en: "Ledger (form 07)")
    case .results: LocalizedText(vi: "Phiếu bàn giao kết quả", en: "Hand-over list of results")
    case .draft: LocalizedText(vi: "Phiếu giữ hồ sơ làm dở", en: "Draft slip")
    }
  }

  /// File of `Forms/layouts`, without its ending; a declaration's layout is its procedure's.
  package var layout: String? {
    switch self {
    case .receipt: "01"
    case .declaration, .assistedDeclaration: nil
    default: rawValue
    }
  }

  /// Whether it lists dossiers, one a row.
  package var isList: Bool {
    switch self {
    case .batch, .ledger, .results: true
    default: false
    }
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
