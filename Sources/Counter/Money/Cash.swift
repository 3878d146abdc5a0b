import DossierStore
package import Dossiers
import Identity
package import Sync

/// The cash book: every movement of cash by officer, device and day.
extension OneStopOffice {
  /// All drawers of the unit this device knows of.
  package func cashBook() throws -> CashBook {
    CashBook(
      payments: try store.entries(kind: DossierKind.payment.rawValue),
      acts: try store.entries(kind: CashAct.kind))
  }

  /// The drawer of an officer at this device.
  package func drawerID(of actor: Actor, on day: CivilDate? = nil) -> DrawerID {
    DrawerID(day: day ?? now.civil.date, officer: actor.id, device: store.device)
  }

  /// Entries that a close of a day has taken in.
  func closedLines() throws -> Set<EntryID> {
    Set(try cashBook().drawers.flatMap(\.closes).flatMap(\.lines).map(\.entry))
  }

  /// Small change the drawer begins the day with.
  package func openDrawer(_ amount: Money, by actor: Actor) throws {
    try amount.checkPayable()
    try write(.opened(amount), drawerID(of: actor), by: actor)
  }

  /// Cash handed on out of the drawer.
  package func depositCash(
    _ amount: Money, to whom: String, on day: CivilDate? = nil, by actor: Actor
  ) throws {
    try amount.checkPayable()
    let whom = try Self.checked(text: whom)
    guard !whom.isEmpty else {
      throw DossierError(
        .badInput, vi: "Hãy ghi nơi nộp tiền.", en: "Say where the cash was handed to.")
    }
    let id = drawerID(of: actor, on: try bookingDay(day))
    let left = try cashBook().drawer(id).expected
    guard amount.dong <= left else {
      throw Self.refusal(
        "Sổ quỹ chỉ còn \(Money(dong: left).formatted), không thể nộp \(amount.formatted).",
        "The book has \(left) đồng in this drawer; \(amount.dong) cannot leave it.")
    }
    try write(.deposited(amount, to: whom), id, by: actor)
  }

  /// A line that sets a drawer right. One's own drawer while it is open; any other is for those
  /// who reconcile.
  package func correctCash(
    _ amount: Int, reason: String, drawer: DrawerID? = nil, by actor: Actor
  ) throws {
    let id = drawer ?? drawerID(of: actor)
    _ = try bookingDay(id.day)
    let isOwn = id.officer == actor.id
    if try !isOwn || cashBook().drawer(id).isClosed { try actor.require(.reconcile) }
    try Money(dong: abs(amount)).checkPayable()
    try write(.corrected(amount, reason: try Self.checked(reason: reason)), id, by: actor)
  }

  /// Records what lies in the drawer. Answers what the book expects.
  @discardableResult
  package func countDrawer(_ notes: Banknotes, on day: CivilDate? = nil, by actor: Actor) throws
    -> CashDrawer
  {
    let id = drawerID(of: actor, on: try bookingDay(day))
    let drawer = try cashBook().drawer(id)
    try write(
      .counted(notes, expected: drawer.expected), id, over: drawer.counts.map(\.entry), by: actor)
    return drawer
  }

  /// Closes a day of one's own drawer on the count made last; closes it again after late lines.
  ///
  /// When count and book agree, every payment in it counts as checked.
  /// - Throws: ``DossierError`` when nothing was counted since the last line, or a difference has
  ///   no reason.
  @discardableResult
  package func closeDay(_ day: CivilDate? = nil, reason: String = "", by actor: Actor) throws
    -> CashClose
  {
    try actor.require(.takeFees)
    try requireClock()
    let id = drawerID(of: actor, on: try bookingDay(day))
    let drawer = try cashBook().drawer(id)
    let reason = try Self.checked(text: reason)
    guard let count = drawer.counts.last(where: { $0.expected == drawer.expected }) else {
      throw Self.refusal(
        "Hãy kiểm đếm tiền mặt trước khi khoá sổ ngày \(id.day).",
        "Count the cash before closing the day \(id.day).")
    }
    if drawer.isClosed, drawer.late.isEmpty, let last = drawer.closes.last,
      last.counted == count.notes.total.dong
    {
      return last
    }
    let difference = count.notes.total.dong - drawer.expected
    guard difference == 0 || !reason.isEmpty else {
      throw Self.refusal(
        "Tiền đếm được chênh \(Money(dong: difference).formatted) so với sổ; hãy ghi lý do.",
        "The count differs by \(difference) đồng from the book; give the reason.")
    }
    try close(drawer, count, reason, by: actor)
    guard let close = try cashBook().drawer(id).closes.last else { throw Self.noPayment }
    return close
  }

  private func close(_ drawer: CashDrawer, _ count: CashCount, _ reason: String, by actor: Actor)
    throws
  {
    let codes = try dossierCodes()
    let lines =
      drawer.lines.map {
        CashAct.ClosedLine(
          entry: $0.entry, amount: $0.amount, dossier: $0.dossier.flatMap { codes[$0] } ?? "")
      } + drawer.erased
    let act = CashAct.closed(
      counted: count.notes.total.dong, expected: drawer.expected, reason: reason, lines: lines)
    let clock = clockSource()
    let isRight = count.notes.total.dong == drawer.expected
    try store.write { writer in
      let entry = try writer.append(
        EntryDraft(
          kind: CashAct.kind, subject: .new, body: act.body(drawer.id),
          replaces: drawer.closes.map(\.entry)), by: actor.id, clock: clock)
      guard isRight else { return }
      for line in drawer.lines where line.kind == .fee {
        guard let dossier = line.dossier,
          try writer.state(of: dossier)?.payment.claim(line.entry)?.standing == .claimed
        else { continue }
        _ = try writer.append(
          draft(
            dossier,
            .confirmed(claim: line.entry, against: .count, reference: entry.id.description)),
          by: actor.id, clock: clock)
      }
    }
    try noteClock()
  }

  private func write(_ act: CashAct, _ drawer: DrawerID, over: [EntryID] = [], by actor: Actor)
    throws
  {
    try actor.require(.takeFees)
    try requireClock()
    _ = try store.append(
      [
        EntryDraft(
          kind: CashAct.kind, subject: .new, body: act.body(drawer), replaces: over)
      ], by: actor.id, clock: clockSource())
    try noteClock()
  }

  /// Codes of the dossiers that are not erased, by their ids.
  package func dossierCodes() throws -> [EntryID: String] {
    Dictionary(
      try store.summaries().filter { !$0.code.isEmpty }.map { ($0.id, $0.code) }
    ) { one, _ in one }
  }
}
