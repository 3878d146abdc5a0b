import Counter
import DossierStore
package import Dossiers
import Identity
package import KioskServer
import Sync
import SyncAgent

/// The link and the clock.
extension OfficeDesk {
  package func link(language: Language) async -> LinkState {
    (try? await run(language) { [agent] in try $0.link(agent.status) })
      ?? LinkState(condition: .offline(nextAttempt: nil))
  }

  /// The newest waiting dossiers a page lists; their number it tells in full.
  private static let waitingLimit = 100

  package func syncReport(_ caller: Caller) async throws -> SyncReport {
    try await act(caller) { [agent] office, _ in
      let (status, traffic) = (agent.status, try office.store.trafficToday())
      return SyncReport(
        link: try office.link(status), hub: try office.store.hub()?.url,
        device: office.store.device.rawValue, bytesUpToday: traffic.up,
        bytesDownToday: traffic.down,
        waiting: try office.lines(
          Array(office.store.summaries().lazy.filter { !$0.isSent }.prefix(Self.waitingLimit)),
          caller.language),
        notices: status.notices + office.catalogueNotices(caller.language),
        files: try office.fileAllowance(), olderEntries: try office.store.olderEntriesLeft())
    }
  }

  package func syncNow(_ caller: Caller) async throws {
    _ = try actor(caller)
    agent.exchangeNow()
  }

  package func pauseSync(minutes: Int?, _ caller: Caller) async throws {
    _ = try actor(caller)
    agent.pause(minutes: minutes)
  }

  package func resumeSync(_ caller: Caller) async throws {
    _ = try actor(caller)
    agent.resume()
  }

  package func limitFiles(
    megabytes: Int?, from: TimeOfDay?, to: TimeOfDay?, _ caller: Caller
  ) async throws {
    try await act(caller) { office, _ in
      try office.limitFiles(megabytes: megabytes, from: from, to: to)
    }
    agent.exchangeNow()
  }

  package func clock(language: Language) async -> ClockReading {
    let standing = try? await run(language) { try $0.clockStanding() }
    let now = office.now
    switch standing {
    case .trusted: return ClockReading(now: now, standing: .trusted)
    case .unsure(let why): return ClockReading(now: now, standing: .unsure(why[language]))
    case nil:
      let words = LocalizedText(
        vi: "Không đọc được kho dữ liệu.", en: "The store cannot be read.")
      return ClockReading(now: now, standing: .unsure(words[language]))
    }
  }

  package func confirmClock(_ time: Instant, _ caller: Caller) async throws {
    try await act(caller) { office, actor in
      // The screen shows the machine's time; a page left open must not confirm an old one.
      guard abs(time.milliseconds - office.now.milliseconds) < 5 * 60_000 else {
        throw DossierError(
          .refused, vi: "Giờ trên trang khác giờ của máy; hãy chỉnh đồng hồ máy rồi xác nhận.",
          en: "The page's time differs from the machine's; set the machine's clock, then confirm.")
      }
      try office.confirmClock(by: actor)
    }
  }
}

extension OneStopOffice {
  func fileAllowance() throws -> FileAllowance {
    let budget = try store.fileBudget()
    let standing: FileAllowance.Standing =
      switch try store.fileVerdict() {
      case .open: .open
      case .spent: .spent
      case .outsideHours: .outsideHours
      }
    return FileAllowance(
      megabytes: budget.bytesOfDay.map { $0 / 1_000_000 }, from: budget.hours?.from,
      to: budget.hours?.to, spentToday: try store.fileSpending(on: now.civil.date),
      standing: standing)
  }

  /// What of the catalogue cannot be used, a sentence each.
  func catalogueNotices(_ language: Language) -> [String] {
    library.compileAll()
    return library.faults.map { fault in
      let words = LocalizedText(
        vi: "Danh mục thủ tục, \(fault.place): \(fault.message.vi)",
        en: "Catalogue of procedures, \(fault.place): \(fault.message.en)")
      return words[language]
    }
  }

  func link(_ status: AgentStatus) throws -> LinkState {
    let pending = try store.pending()
    return LinkState(
      condition: try condition(status),
      lastContact: try store.lastContact().map(Instant.init(milliseconds:)),
      dossiersWaiting: pending.dossiers, entriesWaiting: pending.entries,
      filesWaiting: pending.files)
  }

  /// That nothing sent counts goes before how the link stands: with or without one, work goes on
  /// that nobody at the province sees.
  private func condition(_ status: AgentStatus) throws -> LinkState.Condition {
    switch try store.keptApart()?.reason {
    case .quarantined: .keptApart(.quarantined)
    case .revoked: .keptApart(.revoked)
    case nil:
      switch status.phase {
      case .standalone: .standalone
      case .online: .online
      case .exchanging: .exchanging
      case .offline(let next): .offline(nextAttempt: next.map(Instant.init(milliseconds:)))
      case .paused(let until): .paused(until: until.map(Instant.init(milliseconds:)))
      case .refused(let why): .refused(why)
      }
    }
  }
}
