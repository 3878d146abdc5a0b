import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import KioskServer
import Sync

extension OneStopOffice {
  /// The history page: newest first, one sentence for each entry.
  func events(_ code: String, _ language: Language) throws -> [HistoryEvent] {
    let officers = try officers()
    let acknowledged = try store.acknowledged()
    let (_, state) = try state(code: code)
    let labels = try self.labels(state.procedure, version: state.version, language)
    return try history(code: code).reversed().map { item in
      let own = item.entry.author == store.device
      return HistoryEvent(
        time: item.time, isTimeTrusted: item.clock != .unchecked,
        actor: name(ofActor: item.actor, officers: officers)[language],
        what: what(item, language), details: details(item, labels),
        entry: item.entry.description,
        isSent: !own || item.entry.seq <= acknowledged)
    }
  }

  private func labels(_ code: String, version: String, _ language: Language) throws
    -> [String: String]
  {
    let session = try library.session(code, version: version, now: now, language: language)
    return Dictionary(session.view().questions.map { ($0.path, $0.label.text) }) { a, _ in a }
  }

  private func what(_ item: HistoryItem, _ language: Language) -> String {
    let words: LocalizedText
    switch item.kind {
    case "dossier.received": words = LocalizedText(vi: "Tiếp nhận hồ sơ", en: "Received")
    case "dossier.edited": words = LocalizedText(vi: "Sửa nội dung", en: "Answers changed")
    case "dossier.status":
      let to = (item.body?["to"]?.integer).flatMap { DossierStatus(rawValue: Int($0)) }
      words = LocalizedText(
        vi: "Chuyển sang: \(to?.name.vi ?? "?")", en: "Changed to: \(to?.name.en ?? "?")")
    case "dossier.file": words = LocalizedText(vi: "Đính kèm tệp", en: "File attached")
    case "dossier.viewed": words = LocalizedText(vi: "Xem hồ sơ", en: "Looked at")
    case "dossier.printed": words = LocalizedText(vi: "In giấy", en: "Printed")
    case "dossier.certified":
      let number = item.body?["number"]?.integer ?? 0
      words = LocalizedText(
        vi: "Chứng thực, số \(number)", en: "Certified, number \(number)")
    case "dossier.official":
      words = LocalizedText(vi: "Có mã của hệ thống khác", en: "Code of another system")
    default: words = LocalizedText(vi: "Mục \(item.kind)", en: "Entry \(item.kind)")
    }
    return words[language]
  }

  private func details(_ item: HistoryItem, _ labels: [String: String]) -> [String] {
    var details: [String] = []
    if let reason = item.body?["reason"]?.string, !reason.isEmpty { details.append(reason) }
    for (path, change) in (item.body?["changes"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      details.append("\(labels[path] ?? path): \(change["v"]?.string ?? "—")")
    }
    if let name = item.body?["name"]?.string, item.kind == "dossier.file" { details.append(name) }
    return details
  }
}
