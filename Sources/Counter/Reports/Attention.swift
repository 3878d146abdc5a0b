import DossierStore
package import Dossiers
package import Identity
package import Sync

/// Why something waits for a person, most urgent first.
package enum AttentionReason: String, Sendable, Hashable, CaseIterable {
  case overdue, dueToday, dueSoon, supplementWaiting, disputed, slipUnbooked, unsent

  package var name: LocalizedText {
    switch self {
    case .overdue: LocalizedText(vi: "Quá hạn", en: "Overdue")
    case .dueToday: LocalizedText(vi: "Đến hạn hôm nay", en: "Due today")
    case .dueSoon: LocalizedText(vi: "Sắp đến hạn", en: "Due soon")
    case .supplementWaiting:
      LocalizedText(vi: "Chờ bổ sung quá lâu", en: "Waiting too long for a supplement")
    case .disputed: LocalizedText(vi: "Dữ liệu mâu thuẫn", en: "Disputed data")
    case .slipUnbooked:
      LocalizedText(vi: "Phiếu khẩn cấp chưa nhập bù", en: "Emergency slip not booked")
    case .unsent: LocalizedText(vi: "Chưa gửi được lên tỉnh", en: "Not sent to the province")
    }
  }
}

/// One dossier or slip that waits for a person. Masked, as lists are.
package struct AttentionItem: Sendable, Hashable {
  package let reason: AttentionReason
  package let code: String
  /// What leads to the dossier or slip and no other.
  package let reference: String
  /// `nil` for what is no dossier yet.
  package let dossier: SubjectID?
  package let procedure: String
  package let title: String
  /// What was promised, for what is due.
  package let due: Instant?
  /// Since when it waits, for what waits.
  package let since: Instant?
  /// Working days past the promise or still left; calendar days that something waits.
  package let days: Int

  package var json: JSONValue {
    [
      "reason": .string(reason.rawValue), "code": .string(code), "procedure": .string(procedure),
      "subject": .string(title), "due": due.map { .string($0.rfc3339) } ?? .null,
      "since": since.map { .string($0.rfc3339) } ?? .null, "days": .integer(Int64(days)),
    ]
  }
}

extension OneStopOffice {
  /// What waits for somebody now, most urgent first; a dossier stands under every reason it has.
  /// Lists are masked; looking at them is not looking at a dossier.
  package func attention(by actor: Actor) throws -> [AttentionItem] {
    if !actor.may(.viewReports) { try actor.require(.viewDossiers) }
    let unsent = try store.hub() == nil ? [:] : store.unsentSince()
    var items = try store.summaries().filter(\.concernsUs).flatMap { summary in
      try attention(summary, unsentSince: unsent[summary.id])
    }
    let slips = try outstandingSlips().filter { daysOutstanding($0) >= unit.attention.slipDays }
    items += slips.map { slip in
      AttentionItem(
        reason: .slipUnbooked, code: slip.code, reference: slip.code, dossier: nil,
        procedure: "", title: "", due: nil, since: Instant(milliseconds: slip.printedAt),
        days: daysOutstanding(slip))
    }
    let order = Dictionary(
      uniqueKeysWithValues: AttentionReason.allCases.enumerated().map { ($1, $0) })
    return items.sorted { one, two in
      let (first, second) = (order[one.reason] ?? 0, order[two.reason] ?? 0)
      let times = [one, two].map { ($0.due ?? $0.since)?.milliseconds ?? 0 }
      return (first, times[0], one.code) < (second, times[1], two.code)
    }
  }

  private func attention(_ summary: DossierSummary, unsentSince: Int64?) throws
    -> [AttentionItem]
  {
    let today = now.civil.date
    var items: [AttentionItem] = []
    func add(_ reason: AttentionReason, due: Instant? = nil, since: Instant? = nil, _ days: Int) {
      items.append(
        AttentionItem(
          reason: reason, code: summary.code, reference: summary.reference, dossier: summary.id,
          procedure: summary.procedure,
          title: summary.maskedTitle, due: due, since: since, days: days))
    }
    let status = DossierStatus(rawValue: summary.status)
    if status?.clock == .running, let due = summary.due.map(Instant.init(milliseconds:)) {
      let day = due.civil.date
      if due < now {
        add(.overdue, due: due, try workingDays(from: day, to: today))
      } else if day == today {
        add(.dueToday, due: due, 0)
      } else {
        let left = try workingDays(from: today, to: day)
        if left <= unit.attention.dueSoonWorkingDays { add(.dueSoon, due: due, left) }
      }
    }
    if status == .supplementAsked, let asked = try supplementAsked(summary.id) {
      let days = today.dayNumber - asked.civil.date.dayNumber
      if days >= unit.attention.supplementDays { add(.supplementWaiting, since: asked, days) }
    }
    if summary.flags.contains(.disputed) {
      let state = try store.state(of: summary.id)
      let since = state?.disputes.flatMap(\.sides).map(\.time).max().map(
        Instant.init(milliseconds:))
      add(.disputed, since: since, since.map { today.dayNumber - $0.civil.date.dayNumber } ?? 0)
    }
    if let since = unsentSince.map(Instant.init(milliseconds:)) {
      let days = today.dayNumber - since.civil.date.dayNumber
      if days >= unit.attention.unsentDays { add(.unsent, since: since, days) }
    }
    return items
  }

  /// Days the calendar does not know count as days: what waits is listed all the same.
  private func workingDays(from: CivilDate, to: CivilDate) throws -> Int {
    (try? calendar.workingDays(after: from, through: to)) ?? (to.dayNumber - from.dayNumber)
  }

  /// When the request that stands was made.
  private func supplementAsked(_ id: SubjectID) throws -> Instant? {
    try store.state(of: id)?.timeline.last {
      !$0.isOverruled && $0.to == DossierStatus.supplementAsked.rawValue
    }.map { Instant(milliseconds: $0.time) }
  }
}
