import DossierStore
package import Dossiers
import Identity
package import Sync

/// Whether the machine's clock may be believed for a promise.
///
/// A wrong clock never decides anything, but a promised date is computed from it: a PC that wakes
/// in 1970 or far from what it last knew asks an officer first.
package enum ClockStanding: Sendable, Hashable {
  case trusted(ClockSource)
  /// One sentence says what is odd.
  case unsure(LocalizedText)
}

extension OneStopOffice {
  /// How far the clock may run ahead of the last known time before it must be confirmed.
  package static let aheadLimitDays = 60
  /// How far it may lie behind, in minutes.
  package static let behindLimitMinutes = 10
  private static let day: Int64 = 86_400_000
  private static let baselineSetting = "clockBaseline"

  /// The latest time that is believed, and where it comes from; nil on a new machine.
  private func baseline() throws -> (time: Int64, source: ClockSource)? {
    guard let value = try store.setting(Self.baselineSetting), let time = value["t"]?.integer,
      let name = value["s"]?.string, let source = ClockSource(rawValue: name)
    else { return nil }
    return (time, source)
  }

  private func covers(_ date: CivilDate) -> Bool {
    calendar.covers.from <= date && date <= calendar.covers.to
  }

  package func clockStanding() throws -> ClockStanding {
    let now = self.now
    guard covers(now.civil.date) else {
      return .unsure(
        LocalizedText(
          vi: "Đồng hồ máy chỉ \(now.civil.date), ngoài lịch làm việc đã có.",
          en: "The clock says \(now.civil.date), outside the work calendar."))
    }
    guard let baseline = try baseline() else { return .trusted(.unchecked) }
    let known = Instant(milliseconds: baseline.time).civil.date
    if now.milliseconds < baseline.time - Int64(Self.behindLimitMinutes) * 60_000 {
      return .unsure(
        LocalizedText(
          vi: "Đồng hồ máy chỉ \(now.civil.date), lùi so với lần cuối \(known).",
          en: "The clock says \(now.civil.date), before \(known), when it was last known."))
    }
    if now.milliseconds > baseline.time + Int64(Self.aheadLimitDays) * Self.day {
      return .unsure(
        LocalizedText(
          vi: "Đồng hồ máy chỉ \(now.civil.date), quá xa lần cuối \(known).",
          en: "The clock says \(now.civil.date), far from \(known), when it was last known."))
    }
    return .trusted(baseline.source)
  }

  /// What entries record about the clock now.
  package func clockSource() -> ClockSource {
    guard case .trusted(let source)? = try? clockStanding() else { return .unchecked }
    return source
  }

  /// Moves the baseline forward with ordinary work, so that a clock set back later is noticed.
  func noteClock() throws {
    guard let baseline = try baseline() else {
      return try setBaseline(now.milliseconds, .unchecked)
    }
    if now.milliseconds > baseline.time + Self.day / 24 {
      try setBaseline(now.milliseconds, baseline.source)
    }
  }

  /// An officer says what time it is; the baseline is reset to it, downwards too. Whoever promises
  /// dates may: in a remote commune there is nobody else to ask.
  package func confirmClock(by actor: Actor) throws {
    try actor.require(.confirmClock)
    guard covers(now.civil.date) else {
      throw DossierError(
        .refused, vi: "Ngày \(now.civil.date) ngoài lịch làm việc; hãy chỉnh đồng hồ máy trước.",
        en: "\(now.civil.date) lies outside the work calendar; set the machine's clock first.")
    }
    _ = try store.append(
      [
        EntryDraft(
          kind: "clock.confirmed", subject: .new, body: ["time": .integer(now.milliseconds)])
      ], by: actor.id, clock: .officer)
    try setBaseline(now.milliseconds, .officer)
  }

  /// The hub said what time it is.
  package func clockChecked(hubTime: Int64) throws {
    try setBaseline(hubTime, .hub)
  }

  private func setBaseline(_ time: Int64, _ source: ClockSource) throws {
    try store.setSetting(
      Self.baselineSetting, ["t": .integer(time), "s": .string(source.rawValue)])
  }

  /// - Throws: ``DossierError`` of kind refused when the clock must be confirmed first.
  func requireClock() throws {
    if case .unsure(let why) = try clockStanding() {
      throw DossierError(
        .refused, vi: why.vi + " Hãy xác nhận ngày giờ trước khi tiếp nhận.",
        en: why.en + " Confirm the date (motcua clock confirm) before receiving.")
    }
  }
}
