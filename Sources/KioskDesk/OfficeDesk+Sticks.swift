import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
package import KioskServer

/// The exchange by USB stick.
extension OfficeDesk {
  package func sticks(_ caller: Caller) async throws -> StickSheet {
    try await act(caller) { [sticks] office, _ in
      let report = try office.store.courierReport()
      let waiting = Set(report.waiting)
      let standing: StickSheet.Standing =
        if report.carried == 0 {
          .nothingSent
        } else {
          waiting.isEmpty && report.doubled.isEmpty ? .arrived : .waiting
        }
      return StickSheet(
        sticks: sticks.now().map { StickSheet.Stick(id: $0.path, name: $0.lastPathComponent) },
        hasHub: try office.store.hub() != nil, standing: standing,
        sentence: report.sentence[caller.language],
        held: report.heldSentence?[caller.language],
        waiting: try office.lines(
          office.store.summaries().filter { waiting.contains($0.id) }, caller.language))
    }
  }

  package func writeStick(_ id: String, _ caller: Caller) async throws -> [String] {
    try await act(caller) { [self] office, _ in
      let stick = try stick(id)
      let load: CourierLoad
      do {
        load = try office.write(stick)
      } catch let error as KeyError {
        throw DossierError(
          .refused, vi: "Không ghi được lên USB (có thể đang bị khoá): \(error)",
          en: "The stick cannot be written (it may be locked): \(error)")
      }
      guard !load.names.isEmpty else {
        let words = load.noRoomSentences
        throw DossierError(
          .refused, vi: words.map(\.vi).joined(separator: " "),
          en: words.map(\.en).joined(separator: " "))
      }
      return load.sentences(limit: OneStopOffice.stickFileBytes).map { $0[caller.language] }
    }
  }

  package func readStick(_ id: String, _ caller: Caller) async throws -> [String] {
    try await act(caller) { [self] office, _ in
      try office.read(stick(id)).sentences.map { $0[caller.language] }
    }
  }

  /// Only what is plugged in now: a page must not name other folders of the machine.
  private func stick(_ id: String) throws -> StickFolder {
    guard let url = sticks.now().first(where: { $0.path == id }),
      let stick = try? StickFolder(url)
    else {
      throw DossierError(
        .notFound, vi: "Không thấy USB nữa; hãy cắm lại rồi làm lại.",
        en: "The stick is not there any more; plug it in and try again.")
    }
    return stick
  }
}
