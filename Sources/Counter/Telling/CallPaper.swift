import Documents
import Dossiers
package import Foundation

/// The call list on paper, for the heads of the villages.
extension OneStopOffice {
  /// File of `Forms/layouts`, without its ending.
  private static let callLayout = "calls"

  /// A sheet for each village, so that each head of a village gets only their own people.
  /// - Throws: ``DossierError`` when there is nobody to call or the role forbids it.
  package func callPaper(village: String? = nil, by actor: Actor) throws -> Data {
    let lines = try callList(village: village, by: actor)
    guard !lines.isEmpty else {
      throw DossierError(
        .notFound, vi: "Không có ai cần gọi báo.", en: "There is nobody to call.")
    }
    let layout = try layouts.layout(Self.callLayout)
    let papers = lines.chunked { $0.village == $1.village }.map {
      FilledPaper(layout, callData($0, by: actor))
    }
    return try drawn {
      let sheets = try papers.map { try $0.sheets() }
      return try sheets.dropFirst().reduce(sheets[0]) { $0.followed(by: $1) }
        .pdf(PDFMetadata(title: layout.title, createdAt: now.civil))
    }
  }

  private func callData(_ lines: [CallLine], by actor: Actor) -> PaperData {
    var data = office.data
    data.texts.merge([
      "village": lines.first?.village ?? "", "count": "\(lines.count)",
      "printed.by": actor.displayName,
    ]) { $1 }
    data.texts.merge(PaperData.moment("printed", now.civil)) { $1 }
    data.rows["calls"] = lines.enumerated().map { index, line in
      [
        "n": "\(index + 1)", "name": line.name, "phone": line.phone, "code": line.code,
        "event": line.event.name.vi, "address": line.address,
        "attempts": line.attempts > 0 ? "\(line.attempts)" : "",
      ]
    }
    return data
  }
}

extension [CallLine] {
  /// Neighbours that belong together, in their order.
  fileprivate func chunked(_ belong: (CallLine, CallLine) -> Bool) -> [[CallLine]] {
    reduce(into: []) { chunks, line in
      if let last = chunks.last?.last, belong(last, line) {
        chunks[chunks.count - 1].append(line)
      } else {
        chunks.append([line])
      }
    }
  }
}
