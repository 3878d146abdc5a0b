import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

/// A year or so of a commune's work: copies certified and certificates issued on working days, all
/// handed back but those of the last days; and one birth registration being filled in.
///
/// The first dossier of each kind goes the office's own way; its entries are then written again
/// for other persons on other days, because here the size of the office counts, not the way to it.
struct Filling {
  /// Dossiers of a working day.
  private static let perDay = 40
  /// Working days whose certificates are still under way.
  private static let openDays = 3

  let office: MeasuredOffice

  struct Report: Encodable {
    let dossiers: Int
    let seconds: Int
    /// The draft with every answer of a birth registration, and a dossier to open.
    let draft: String
    let code: String
  }

  func run(_ count: Int) throws -> String {
    let start = ContinuousClock.now
    let days = workingDays((count + Self.perDay - 1) / Self.perDay)
    office.clock.set(milliseconds: time(of: days[0], place: 0))
    let patterns = [try certificate(), try copies()]
    var done = patterns.count
    for (index, day) in days.enumerated() {
      let isOpen = index >= days.count - Self.openDays
      let places = 0..<min(Self.perDay, max(0, count - done))
      try office.office.store.write { writer in
        for place in places {
          office.clock.set(milliseconds: time(of: day, place: place))
          let pattern = patterns[place % patterns.count]
          let entries = isOpen && place % 2 == 0 ? pattern.prefix(1) : pattern[...]
          try Repetition(office: office, person: Invented(number: done + place))
            .write(Array(entries), with: writer)
        }
      }
      done += places.count
    }
    office.clock.set(milliseconds: SystemClock().milliseconds)
    let code = patterns[0].first?.content?["code"]?.string ?? ""
    let draft = try fillDraft()
    let seconds = Int((ContinuousClock.now - start).components.seconds)
    return try line(Report(dossiers: done, seconds: seconds, draft: draft, code: code))
  }

  /// Six minutes apart from eight o'clock, but never after the real time.
  private func time(of day: CivilDate, place: Int) -> Int64 {
    let sevenOClock = Int64(day.dayNumber) * 86_400_000
    return min(sevenOClock + Int64(60 + place * 6) * 60_000, SystemClock().milliseconds)
  }

  /// The last working days up to today, oldest first.
  private func workingDays(_ count: Int) -> [CivilDate] {
    var days: [CivilDate] = []
    var day = Instant(milliseconds: SystemClock().milliseconds).civil.date
    while days.count < count {
      if case .working? = try? office.office.calendar.kind(of: day) { days.append(day) }
      day = day.adding(days: -1)
    }
    return days.reversed()
  }

  private func copies() throws -> [Entry] {
    let received = try office.office.receive(
      procedure: "2.000815", answers: office.sample("2.000815", "valid-one-page"), files: [],
      token: nil, by: office.actor)
    _ = try office.office.certify(received.code, papers: 1, by: office.actor)
    try change(received.code, to: .returned, "Người nộp")
    return try office.office.store.entries(of: received.id)
  }

  private func certificate() throws -> [Entry] {
    let answers = try office.sample("1.004873", "valid-single-for-marriage")
    let received = try office.office.receive(
      procedure: "1.004873", answers: answers, files: [], token: nil, by: office.actor)
    try change(received.code, to: .processing, "Chuyển công chức tư pháp – hộ tịch")
    try change(received.code, to: .done, "Giấy xác nhận tình trạng hôn nhân")
    try change(received.code, to: .returned, "Người nộp")
    return try office.office.store.entries(of: received.id)
  }

  private func change(_ code: String, to status: DossierStatus, _ reason: String) throws {
    try office.office.changeStatus(
      code, StatusRequest(to: status, reason: reason), by: office.actor)
  }

  private func fillDraft() throws -> String {
    let answers = try office.sample("1.001193", "valid-father-on-time")
    let draft = try office.office.startDraft(procedure: "1.001193", by: office.actor)
    _ = try office.office.change(draft: draft, by: office.actor) { open in
      _ = try open.session.load(answers)
    }
    return draft
  }
}
