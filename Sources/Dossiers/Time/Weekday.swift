/// ISO day of the week.
package enum Weekday: Int, Sendable, Hashable, Codable, CaseIterable, Comparable {
  case monday = 1
  case tuesday, wednesday, thursday, friday, saturday, sunday

  package var name: LocalizedText {
    switch self {
    case .monday: LocalizedText(vi: "thứ Hai", en: "Monday")
    case .tuesday: LocalizedText(vi: "thứ Ba", en: "Tuesday")
    case .wednesday: LocalizedText(vi: "thứ Tư", en: "Wednesday")
    case .thursday: LocalizedText(vi: "thứ Năm", en: "Thursday")
    case .friday: LocalizedText(vi: "thứ Sáu", en: "Friday")
    case .saturday: LocalizedText(vi: "thứ Bảy", en: "Saturday")
    case .sunday: LocalizedText(vi: "Chủ Nhật", en: "Sunday")
    }
  }

  package static func < (left: Weekday, right: Weekday) -> Bool { left.rawValue < right.rawValue }
}
