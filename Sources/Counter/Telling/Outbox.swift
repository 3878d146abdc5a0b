import DossierStore
package import Dossiers
import Identity
package import Sync

/// Something a resident is to be told about, computed from the journal each time it is asked for.
package struct PendingTelling: Sendable, Hashable {
  package enum State: Sendable, Hashable {
    case ready
    /// Quiet hours; nothing goes out before.
    case held(until: Instant)
    /// On the gateway's list, not known to be sent.
    case exported
  }

  package let dossier: EntryID
  package let code: String
  package let event: TellingEvent
  /// The entry the resident is told about.
  package let of: EntryID
  package let phone: String
  package let message: ShortMessage
  package let state: State
  /// Attempts that failed.
  package let attempts: Int
  package let channels: Set<TellingChannel>

  /// Equal on every device for the same event, so that a gateway can drop a second one.
  package var id: String { "\(of)/\(event.rawValue)" }
}

extension OneStopOffice {
  /// Failed attempts after which a message is given up and the event is left to the call list.
  package static let messageAttemptLimit = 3

  /// Messages that wait to be sent, with consent, once per event.
  package func outbox(by actor: Actor) throws -> [PendingTelling] {
    try actor.require(.returnResult)
    return try pending().filter {
      $0.channels.contains(.sms) && !$0.phone.isEmpty && $0.attempts < Self.messageAttemptLimit
    }
  }

  /// Everything residents who agreed are still to be told, by dossier code.
  func pending() throws -> [PendingTelling] {
    let now = self.now
    let unit = self.unit
    let codes = try store.entries(kind: DossierKind.told.rawValue).filter { entry in
      if case .consent = entry.content.flatMap(ToldAct.init) { true } else { false }
    }
    return try Set(codes.map(\.subjectID)).sorted().flatMap { id in
      guard let state = try store.state(of: id), !state.isErased, !state.told.channels.isEmpty
      else { return [PendingTelling]() }
      return Self.events(state, unit: unit, now: now).filter { event in
        [unit.code, ""].contains(teller(of: event.event, state))
      }.compactMap {
        pending(id, state, $0.event, $0.of, unit: unit, now: now)
      }
    }.sorted { ($0.code, $0.id) < ($1.code, $1.id) }
  }

  /// What there is to be told about a dossier as it stands: its newest event only.
  private static func events(_ state: DossierState, unit: Dossiers.Unit, now: Instant) -> [(
    event: TellingEvent, of: EntryID
  )] {
    let newest = state.timeline.last { !$0.isOverruled && $0.to == state.status }
    switch DossierStatus(rawValue: state.status) {
    case .done:
      guard let newest else { return [] }
      let day = Instant(milliseconds: newest.time).civil.date
      let days = unit.telling.reminderDays
      let isOld = days > 0 && now.civil.date >= day.adding(days: days)
      let wasTold = state.told.tellings(of: newest.entry, .ready).contains { $0.result.settles }
      return [(isOld && wasTold ? .reminder : .ready, newest.entry)]
    case .supplementAsked:
      return state.supplement?.entries.min().map { [(.supplement, $0)] } ?? []
    case .received, .processing:
      guard let last = state.extensions.last, state.due?.entry == last.entry else { return [] }
      return [(.extended, last.entry)]
    default: return []
    }
  }

  /// The unit that tells: of a result the one that hands it over, if it has a counter, of all else
  /// the one that took the dossier in. Others have it too, and nobody is to be told twice.
  private func teller(of event: TellingEvent, _ state: DossierState) -> String {
    switch event {
    case .ready, .reminder: hasCounter(state.returnUnit) ? state.returnUnit : state.unit
    case .supplement, .extended: state.unit
    }
  }

  private func pending(
    _ id: EntryID, _ state: DossierState, _ event: TellingEvent, _ of: EntryID,
    unit: Dossiers.Unit, now: Instant
  ) -> PendingTelling? {
    // Requests made at once are one event, whichever of them somebody was told about.
    let same = event == .supplement ? state.supplement?.entries ?? [of] : [of]
    let told = same.flatMap { state.told.tellings(of: $0, event) }
    if told.contains(where: { $0.result == .sent || $0.result == .reached }) { return nil }
    let failed = told.filter { $0.result == .failed }.count
    let exported = told.filter { $0.result == .exported }.count
    let earliest = unit.telling.earliest(from: now)
    return PendingTelling(
      dossier: id, code: state.code, event: event, of: of, phone: phone(of: state),
      message: ShortMessage(
        TellingText.text(
          event, code: state.code, due: state.due?.instant.map(Instant.init(milliseconds:)),
          unit: unit, collectedAt: collectingOffice(state))),
      state: exported > failed ? .exported : earliest > now ? .held(until: earliest) : .ready,
      attempts: failed, channels: state.told.channels)
  }

  /// The number given with the consent, else the applicant's of the form.
  package func phone(of state: DossierState) -> String {
    if !state.told.phone.isEmpty { return state.told.phone }
    guard let path = try? entry(of: state).procedure.applicant.phone,
      let typed = state.allValues[path], let phone = try? PhoneNumber(typed)
    else { return "" }
    return phone.text
  }
}
