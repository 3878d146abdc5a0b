import Counter
import Documents
import Dossiers
package import KioskServer
import Sync

/// Emergency slips.
extension OfficeDesk {
  package func slips(_ caller: Caller) async throws -> SlipSheet {
    try await act(caller) { office, actor in
      let all = try office.slips(by: actor)
      func line(_ slip: SlipState) -> SlipSheet.Line {
        SlipSheet.Line(
          code: slip.code, printedAt: Instant(milliseconds: slip.printedAt),
          days: office.daysOutstanding(slip), standing: Self.standing(slip, caller.language))
      }
      let procedures = office.library.catalogue.inForce(on: office.now.civil.date)
      return SlipSheet(
        open: try office.outstandingSlips().map(line),
        closed: all.filter { !$0.isOpen }.sorted { $0.code > $1.code }.map(line),
        procedures: procedures.map {
          SlipSheet.Choice(code: $0.procedure.code, name: $0.procedure.name[caller.language])
        },
        ends: SlipEnd.allCases.map {
          SlipSheet.Choice(code: $0.rawValue, name: $0.name[caller.language])
        })
    }
  }

  private static func standing(_ slip: SlipState, _ language: Language) -> String {
    switch slip.standing {
    case .open: return ""
    case .booked(let booking):
      let received = Spoken.moment(Instant(milliseconds: booking.receivedAt))
      let booked = Spoken.moment(Instant(milliseconds: booking.time))
      return LocalizedText(
        vi: "nhận lúc \(received), nhập lúc \(booked): \(booking.reason)",
        en: "received \(received), booked \(booked): \(booking.reason)")[language]
    case .ended(let end, let reason, _, let time):
      return "\(end.name[language]), \(Spoken.moment(Instant(milliseconds: time))): \(reason)"
    }
  }

  package func printSlips(_ count: Int, _ caller: Caller) async throws -> KioskServer.Document {
    try await act(caller) { office, actor in
      KioskServer.Document(
        data: try office.printSlips(count, format: .pdf, by: actor).paper,
        type: PaperFormat.pdf.mediaType, name: "slips.pdf")
    }
  }

  package func startDraft(from slip: SlipEntry, _ caller: Caller) async throws -> String {
    try await act(caller) { office, actor in
      if case .unsure(let why) = try office.clockStanding() {
        throw DeskError(.clockUnconfirmed, why[caller.language])
      }
      let booking = SlipBooking(
        slip: slip.slip, receivedAt: slip.receivedAt, reason: slip.reason,
        isOtherMachineGone: slip.isOtherMachineGone)
      _ = try office.slipToBook(booking)
      return try office.startDraft(procedure: slip.procedure, slip: booking, by: actor)
    }
  }

  package func endSlip(_ code: String, as end: String, reason: String, _ caller: Caller)
    async throws
  {
    try await act(caller) { office, actor in
      guard let end = SlipEnd(rawValue: end) else {
        throw DossierError(
          .badInput, vi: "Hãy chọn phiếu đã ra sao.", en: "Choose what became of the slip.")
      }
      _ = try office.endSlips([code], as: end, reason: reason, by: actor)
    }
  }
}
