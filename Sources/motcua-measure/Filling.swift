import Counter
import Dossiers
import FormEngine
import Foundation
import Identity

/// A year or so of a commune's work: copies certified and certificates issued on working days, all
/// handed back but those of the last days; and one birth registration being filled in.
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
    var received = 0
    var code = ""
    for (index, day) in days.enumerated() {
      let isOpen = index >= days.count - Self.openDays
      for place in 0..<Self.perDay where received < count {
        // Six minutes apart from eight o'clock, but never after the real time.
        let sevenOClock = Int64(day.dayNumber) * 86_400_000
        let time = sevenOClock + Int64(60 + place * 6) * 60_000
        office.clock.set(milliseconds: min(time, now))
        let made = try receive(received, isOpen: isOpen)
        if received % 2 == 0 { code = made }
        received += 1
      }
    }
    office.clock.set(milliseconds: now)
    let draft = try fillDraft()
    let seconds = Int((ContinuousClock.now - start).components.seconds)
    return try line(Report(dossiers: received, seconds: seconds, draft: draft, code: code))
  }

  private var now: Int64 { SystemClock().milliseconds }

  /// The last working days up to today, oldest first.
  private func workingDays(_ count: Int) -> [CivilDate] {
    var days: [CivilDate] = []
    var day = Instant(milliseconds: now).civil.date
    while days.count < count {
      if case .working? = try? office.office.calendar.kind(of: day) { days.append(day) }
      day = day.adding(days: -1)
    }
    return days.reversed()
  }

  /// Certificates and copies in turn; the report names the last certificate.
  private func receive(_ number: Int, isOpen: Bool) throws -> String {
    number % 2 == 1 ? try copies(number) : try certificate(number, isOpen: isOpen)
  }

  private func copies(_ number: Int) throws -> String {
    let answers = try office.sample(
      "2.000815", "valid-one-page", ["nyc/hoTen": Invented(number: number).name])
    let code = try office.office.receive(
      procedure: "2.000815", answers: answers, files: [], token: nil, by: office.actor
    ).code
    _ = try office.office.certify(code, papers: 1, by: office.actor)
    try change(code, to: .returned, "Người nộp")
    return code
  }

  private func certificate(_ number: Int, isOpen: Bool) throws -> String {
    let code = try office.office.receive(
      procedure: "1.004873", answers: certificateAnswers(number), files: [], token: nil,
      by: office.actor
    ).code
    guard !isOpen else { return code }
    try change(code, to: .processing, "Chuyển công chức tư pháp – hộ tịch")
    try change(code, to: .done, "Giấy xác nhận tình trạng hôn nhân")
    try change(code, to: .returned, "Người nộp")
    return code
  }

  private func certificateAnswers(_ number: Int) throws -> FormAnswers {
    let person = Invented(number: number)
    return try office.sample(
      "1.004873", "valid-single-for-marriage",
      [
        "nyc/hoTen": person.name, "ndc/hoTen": person.name,
        "nyc/soDinhDanh": person.personalNumber, "ndc/soDinhDanh": person.personalNumber,
        "nyc/dienThoai": person.phone,
      ])
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
