import Identity
import Sync

/// What a device that is far behind its unit's log gets before the log comes to it: the officers
/// and the open dossiers, those with the newest entries first; then whatever the log gets
/// meanwhile. The device says how far it is; the hub remembers nothing of it.
struct AheadAnswer {
  let rows: any HubTransaction
  let hub: Hub
  let epoch: Int
  let request: ExchangeRequest

  struct Outcome {
    let part: AheadPart
    /// Whether the log waits for it.
    let isAlone: Bool
  }

  /// `nil` when nothing is to be said: the device does not ask, is near the end, or has it all.
  func part(of unit: String, after cursor: LogCursor?, for device: DeviceID) throws -> Outcome? {
    guard hub.limits.level >= RequestRecovery.brief, let asked = request.ahead,
      cursor.map({ $0.epoch == epoch }) ?? true, let log = try rows.log(of: unit)
    else { return nil }
    let begin = cursor?.size ?? 0
    let size = log.checkpoint.size
    guard size - begin > hub.limits.aheadBehind else { return nil }
    let known = asked[unit].flatMap { $0.epoch == epoch && $0.to <= size ? $0 : nil }
    guard let known else { return try open(unit, from: begin, to: size, at: nil, for: device) }
    let from = max(begin, known.from)
    switch known.next.map(AheadPlace.init) {
    case .none:
      guard known.to < size else { return nil }
      let part = try later(from: max(begin, known.to), to: size, unit, device)
      // The log goes on beside what is new, or a busy unit would never come to its end.
      return Outcome(part: part, isAlone: false)
    case .some(.later(let position)):
      let part = try later(from: max(from, position), to: known.to, unit, device)
      return Outcome(part: part, isAlone: !part.lines.isEmpty)
    case .some(let place):
      return try open(unit, from: min(from, known.to), to: known.to, at: place, for: device)
    }
  }

  private func open(
    _ unit: String, from: Int, to: Int, at place: AheadPlace?, for device: DeviceID
  ) throws -> Outcome {
    var places = try rows.openLines(of: unit, from: from, to: to).sorted()
    if let place { places.removeAll { $0 < place } }
    let part = try part(places, from: from, to: to, of: unit, for: device)
    return Outcome(part: part, isAlone: !part.lines.isEmpty)
  }

  /// Of everything, open or not: what the device has must not look older than it is.
  private func later(from: Int, to: Int, _ unit: String, _ device: DeviceID) throws -> AheadPart {
    let places = from < to ? (from..<to).map { AheadPlace.later(position: $0) } : []
    return try part(places, from: min(from, to), to: to, of: unit, for: device)
  }

  /// As many of the lines as fit, and where the next ones begin.
  private func part(
    _ places: [AheadPlace], from: Int, to: Int, of unit: String, for device: DeviceID
  ) throws -> AheadPart {
    var lines: [(place: AheadPlace, position: Int, line: WireLine)] = []
    var rest: AheadPlace?
    for place in places {
      guard lines.count < hub.limits.answerLines else {
        rest = place
        break
      }
      let position = place.position
      guard let stored = try rows.logEntries(of: unit, from: position, limit: 1).first,
        // The device's own come with the log, an erasure too: it ends what was there before.
        stored.id.author != device, stored.body != nil, stored.kind != "dossier.erased"
      else { continue }
      lines.append((place, position, .entry(try hub.vault.entry(stored))))
    }
    if !lines.isEmpty {
      let count = try Segment.pack(lines.map(\.line), limit: hub.limits.aheadBytes).count
      if count < lines.count { rest = lines[count].place }
      lines.removeSubrange(count...)
    }
    return AheadPart(
      from: from, to: to, next: rest?.text, positions: lines.map(\.position),
      lines: lines.map(\.line))
  }
}

extension AheadPlace {
  fileprivate var position: Int {
    switch self {
    case .open(_, _, let position), .later(let position): position
    }
  }
}

/// What a device said it has of the log's positions behind its cursor.
struct AheadHolds {
  private let positions: Set<Int>

  init(_ request: ExchangeRequest, unit: String, epoch: Int, from: Int, limit: Int) {
    guard let known = request.ahead?[unit], known.epoch == epoch else {
      positions = []
      return
    }
    let window = from..<(from + limit)
    positions = known.holds.reduce(into: []) { all, run in
      let part = (run.first..<run.end).clamped(to: window)
      all.formUnion(part)
    }
  }

  func contains(_ position: Int) -> Bool { positions.contains(position) }
}
