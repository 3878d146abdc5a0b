import DossierStore
package import Dossiers
import Sync

extension OneStopOffice {
  /// Largest limit of a day, in megabytes.
  private static let mostMegabytes = FileBudget.most / 1_000_000

  /// Limits what attached files and the province's catalogue take of the link; entries never wait.
  ///
  /// - Parameters:
  ///   - megabytes: of a civil day, 1 and more; nil for all there are.
  ///   - from: with `to`, the hours they go in, over midnight too; nil for the whole day.
  /// - Throws: `badInput`.
  package func limitFiles(megabytes: Int?, from: TimeOfDay?, to: TimeOfDay?) throws {
    if let megabytes, !(1...Self.mostMegabytes).contains(megabytes) {
      throw DossierError(
        .badInput, vi: "Mức mỗi ngày là số MB từ 1 đến \(Self.mostMegabytes).",
        en: "The limit of a day is 1 to \(Self.mostMegabytes) megabytes.")
    }
    var hours: FileBudget.Hours?
    if let from, let to, from != to {
      hours = FileBudget.Hours(from: from, to: to)
    } else if from != nil || to != nil {
      throw DossierError(
        .badInput, vi: "Hãy ghi cả giờ bắt đầu và giờ kết thúc, khác nhau.",
        en: "Give both a beginning and an end, and not the same.")
    }
    try store.setFileBudget(
      FileBudget(bytesOfDay: megabytes.map { $0 * 1_000_000 }, hours: hours))
  }
}
