import Dossiers
package import Identity

/// An emergency slip: a receipt printed blank with a code of the device's range, for the hours
/// when there is no machine to receive with.
package struct SlipState: Sendable, Hashable {
  /// A dossier booked from it.
  package struct Booking: Sendable, Hashable {
    package let entry: EntryID
    package let dossier: EntryID
    /// When the resident handed the papers in, milliseconds.
    package let receivedAt: Int64
    package let reason: String
    package let actor: String
    /// When it was booked, milliseconds.
    package let time: Int64
  }

  package enum Standing: Sendable, Hashable {
    case open
    case booked(Booking)
    case ended(SlipEnd, reason: String, actor: String, time: Int64)
  }

  package let id: SubjectID
  package let code: String
  package let lookup: String
  package let unit: String
  /// The device that printed it.
  package let device: DeviceID
  /// Milliseconds, by a clock of this standing.
  package let printedAt: Int64
  package let printedClock: ClockSource
  package let printedBy: String
  /// Known by its own signature only: the machine that printed it has told nobody.
  package let isAdopted: Bool
  /// Prints after the first.
  package let reprints: Int
  package let standing: Standing
  /// Every booking; more than one only when devices without a link booked it at once.
  package let bookings: [Booking]
  /// What the next act about it replaces.
  package let heads: [EntryID]

  package var isOpen: Bool { standing == .open }
}

/// Folds the entries of one slip: same set, same state, in whatever order they came.
package enum SlipFold {
  /// `nil` if the first entry is not there or not readable.
  package static func fold(_ entries: [Entry]) -> SlipState? {
    let unique = DossierFold.unique(entries)
    guard let first = unique.first(where: { $0.kind == SlipAct.printed && $0.head.subject == nil }),
      let body = first.content, let code = body["code"]?.string
    else { return nil }
    let acts = unique.filter { $0.kind == SlipAct.kind }.compactMap { entry in
      entry.content.flatMap(SlipAct.init).map { (entry: entry, act: $0) }
    }
    let printed = acts.filter { $0.act == .printedAgain }
    let moves = acts.filter { $0.act != .printedAgain }
    var versions = Versions<SlipAct>()
    for move in moves { versions.add(move.act, by: move.entry.id, over: move.entry.head.replaces) }
    let newest = Set(versions.heads)
    let heads = moves.filter { newest.contains($0.entry.id) }
    let bookings = moves.compactMap { booking($0.entry, $0.act) }
    return SlipState(
      id: first.subjectID, code: code, lookup: body["lookup"]?.string ?? "",
      unit: body["unit"]?.string ?? "",
      device: body["device"]?.string.flatMap { DeviceID(rawValue: $0) } ?? first.head.author,
      printedAt: first.head.time, printedClock: first.head.clock, printedBy: first.head.actor,
      isAdopted: body["device"] != nil, reprints: printed.count,
      standing: standing(bookings, heads), bookings: bookings, heads: heads.map(\.entry.id))
  }

  private static func booking(_ entry: Entry, _ act: SlipAct) -> SlipState.Booking? {
    guard case .booked(let dossier, let receivedAt, let reason) = act else { return nil }
    return SlipState.Booking(
      entry: entry.id, dossier: dossier, receivedAt: receivedAt, reason: reason,
      actor: entry.head.actor, time: entry.head.time)
  }

  /// A dossier is a fact whatever else was said at once.
  private static func standing(
    _ bookings: [SlipState.Booking], _ heads: [(entry: Entry, act: SlipAct)]
  ) -> SlipState.Standing {
    if let first = bookings.first { return .booked(first) }
    guard let last = heads.last, case .ended(let end, let reason) = last.act else { return .open }
    return .ended(
      end, reason: reason, actor: last.entry.head.actor, time: last.entry.head.time)
  }
}

/// What a dossier says of the slip it was booked from.
package struct BookedSlip: Sendable, Hashable {
  package let slip: EntryID
  package let reason: String
  /// When it was booked, milliseconds; it was received before.
  package let bookedAt: Int64

  init?(_ json: JSONValue?, of entry: Entry) {
    guard let slip = json?["id"]?.string.flatMap({ EntryID($0) }) else { return nil }
    self.slip = slip
    reason = json?["reason"]?.string ?? ""
    bookedAt = entry.head.time
  }
}
