package import Dossiers

/// Keywords of `printer-state-reasons` or `job-state-reasons`, without "none".
package struct IPPReasons: Sendable, Hashable {
  package let keywords: [String]

  package init(_ keywords: [String]) {
    self.keywords = keywords.filter { $0 != "none" }
  }

  /// Sentences for what an officer can do something about, without repetitions.
  package var sentences: [LocalizedText] {
    var found: [LocalizedText] = []
    for keyword in keywords where !keyword.hasSuffix("-report") {
      let sentence = Self.table.first { keyword.hasPrefix($0.prefix) }.map {
        LocalizedText(vi: $0.vi, en: $0.en)
      }
      if let sentence, !found.contains(sentence) { found.append(sentence) }
    }
    return found
  }

  /// The first of them, if the printer waits for somebody.
  package var hindrance: LocalizedText? { sentences.first }

  func contains(_ keyword: String) -> Bool { keywords.contains(keyword) }

  /// By the beginning of the keyword: `media-empty-error` and `media-empty` are one.
  private static let table: [(prefix: String, vi: String, en: String)] = [
    ("media-empty", "Máy in hết giấy.", "The printer is out of paper."),
    ("media-needed", "Máy in cần nạp giấy.", "The printer wants paper."),
    ("media-jam", "Máy in kẹt giấy.", "Paper is jammed."),
    ("media-low", "Máy in sắp hết giấy.", "Paper is low."),
    ("input-tray-missing", "Thiếu khay giấy.", "The paper tray is missing."),
    ("toner-empty", "Máy in hết mực.", "The toner is empty."),
    ("marker-supply-empty", "Máy in hết mực.", "The ink is empty."),
    ("toner-low", "Máy in sắp hết mực.", "The toner is low."),
    ("marker-supply-low", "Máy in sắp hết mực.", "The ink is low."),
    ("cover-open", "Nắp máy in đang mở.", "The cover is open."),
    ("door-open", "Cửa máy in đang mở.", "A door of the printer is open."),
    ("paused", "Máy in đang tạm dừng.", "The printer is paused."),
    ("offline", "Máy in đang tắt hoặc mất kết nối.", "The printer is off-line."),
    ("connecting-to-device", "Đang nối với máy in.", "The printer is being connected."),
    ("printer-stopped", "Máy in đang dừng.", "The printer has stopped."),
    ("shutdown", "Máy in đang tắt.", "The printer is switched off."),
    ("other", "Máy in báo lỗi; hãy xem màn hình máy in.", "The printer reports a fault."),
  ]
}
