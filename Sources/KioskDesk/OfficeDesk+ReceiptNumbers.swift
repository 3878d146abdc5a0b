import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
package import KioskServer
import Sync

/// Numbers of the province's receipts.
extension OfficeDesk {
  package func receiptNumbers(_ caller: Caller) async throws -> ReceiptNumberSheet {
    try await act(caller) { office, actor in
      try actor.require(.takeFees)
      let book = try office.receiptNumberBook()
      let claims = Dictionary(
        try office.store.entries(kind: DossierKind.payment.rawValue).map { ($0.id, $0.subjectID) }
      ) { one, _ in one }
      let codes = try office.dossierCodes()
      let officers = try office.officers()
      return ReceiptNumberSheet(
        form: book.form, series: book.series,
        ranges: book.ranges.map { ReceiptNumberSheet.Range(first: $0.first, last: $0.last) },
        next: book.next, left: book.left,
        used: try book.used.reversed().map { used in
          let (claim, spoilt): (EntryID?, String?) =
            switch used.use {
            case .given(let claim): (claim, nil)
            case .spoilt(let reason): (nil, reason)
            }
          let dossier = claim.flatMap { claims[$0] }
          let code = dossier.flatMap { codes[$0] } ?? ""
          return ReceiptNumberSheet.Line(
            number: used.number, time: Instant(milliseconds: used.time),
            who: office.name(ofActor: used.actor, officers: officers)[caller.language],
            code: code,
            reference: try dossier.map { try office.reference(to: $0, code: code) } ?? "",
            spoilt: spoilt)
        })
    }
  }

  package func spoilReceiptNumber(_ number: String, reason: String, _ caller: Caller)
    async throws
  {
    try await act(caller) { office, actor in
      guard let number = try Self.receiptNumber(number) else {
        throw DossierError(
          .badInput, vi: "Hãy ghi số của tờ biên lai hỏng.",
          en: "Write the number of the spoilt receipt.")
      }
      try office.spoilReceiptNumber(number, reason: reason, by: actor)
    }
  }

  /// The number as typed; `nil` for nothing.
  static func receiptNumber(_ text: String) throws -> Int? {
    let text = text.trimmingCharacters(in: .whitespaces)
    guard !text.isEmpty else { return nil }
    guard text.utf8.count <= 8, text.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(text)
    else {
      throw DossierError(
        .badInput, vi: "Số biên lai ghi bằng chữ số, ví dụ 125.",
        en: "Write the receipt's number in digits, such as 125.")
    }
    return number
  }
}
