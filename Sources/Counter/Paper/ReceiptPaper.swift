package import Documents
import Dossiers
package import Foundation
package import Identity
package import Sync

extension OneStopOffice {
  /// The receiving unit as its papers name it.
  var office: ReceiptOffice {
    ReceiptOffice(
      name: unit.name, superior: unit.superior, place: unit.place, address: unit.address,
      hotline: unit.hotline, rating: unit.ratingURL)
  }

  /// The text in the receipt's QR: address, code, device and signature; no name, no number.
  package func receiptText(_ code: String) -> String {
    ReceiptCode.sign(code: code, address: unit.trackingURL, key: keys.keys.signing).text
  }

  /// The small QR of a terminal: the tracking page's address of the code, opened by the look-up
  /// code instead of a signature.
  func shortReceiptText(_ code: String, lookup: String) -> String {
    "\(unit.trackingURL)\(code)?k=\(lookup)"
  }

  /// The longer variant: the receipt's facts themselves, signed.
  package func signedReceipt(_ state: DossierState) -> SignedReceipt {
    SignedReceipt.sign(
      SignedReceipt.Facts(
        code: state.code, procedure: state.procedure, unit: unit.code,
        receivedAt: state.receivedAt, dueAt: state.due?.instant, lookup: state.lookup),
      key: keys.keys.signing)
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
    var content = ReceiptContent(
      office: office,
      dossierCode: state.code,
      people: ReceiptPeople(
        owner: answer(procedure.owner?.name ?? procedure.applicant.name),
        applicant: answer(procedure.applicant.name), address: answer(procedure.applicant.address),
        phone: answer(procedure.applicant.phone), email: answer(procedure.applicant.email),
        applicantID: answer(procedure.applicant.id)),
      subject: subject.isEmpty ? procedure.name.vi : "\(procedure.name.vi): \(subject)",
      papers: papers(of: state, procedure), sets: state.sets, termText: procedure.term.text.vi,
      receivedAt: Instant(milliseconds: state.acceptedAt ?? state.receivedAt).civil,
      dueAt: due?.civil,
      dueExplanation: state.due?.vi ?? "", delivery: delivery(state, deliveryForm(state, values)),
      lookUpCode: state.lookup, trackingAddress: unit.trackingURL,
      officerName: try receiver(of: state),
      qrText: unit.receiptFacts ? signedReceipt(state).text : receiptText(state.code),
      shortQRText: shortReceiptText(state.code, lookup: state.lookup), mark: mark,
      deliveryForm: deliveryForm(state, values))
    content.collectedAt = collectingOffice(state)
    return content
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
          name: Self.listed(component), originals: counted.original, certified: counted.certified,
          copies: counted.copy)
      })
  }

  /// A paper that is only shown is said to be, as its row has no numbers.
  private static func listed(_ component: Component) -> String {
    let says = component.name.vi.localizedCaseInsensitiveContains("xuất trình")
    return component.presentOnly && !says
      ? "\(component.name.vi) (chỉ xuất trình)" : component.name.vi
  }

  /// How the result is handed over: what was chosen last, else what the form asked.
  private func deliveryForm(_ state: DossierState, _ values: [String: String]) -> DeliveryForm {
    if let chosen = state.delivery {
      switch chosen.way {
      case .counter, .unit: return .counter
      case .post: return .post
      case .online: return .electronic
      }
    }
    return switch values.first(where: { $0.key.hasSuffix("hinhThucNhan") })?.value {
    case "buu_chinh": .post
    case "dien_tu": .electronic
    default: .counter
    }
  }

  private func delivery(_ state: DossierState, _ form: DeliveryForm) -> String {
    if let chosen = state.delivery, !chosen.place.isEmpty {
      return "\(chosen.way.name.vi), \(chosen.place)"
    }
    return switch form {
    case .post: "Qua dịch vụ bưu chính"
    case .electronic: "Trực tuyến"
    case .counter: "Tại quầy, \(collectingOffice(state) ?? unit.name)"
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
      // A space is a character of base45, so that only the ends of lines are cut off.
      let signed = text.trimmingCharacters(in: .newlines)
      if signed.hasPrefix(SignedReceipt.prefix) {
        return try SignedReceipt.parse(signed).verify(bundle)
      }
      return try ReceiptCode.parse(text.trimmingCharacters(in: .whitespacesAndNewlines))
        .verify(bundle, at: nil)
    } catch {
      throw DossierError(
        .badInput, vi: "Đây không phải nội dung mã QR của giấy tiếp nhận.",
        en: "This is not the text of a receipt's QR code.")
    }
  }
}
