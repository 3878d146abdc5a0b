import Foundation
import Hub
import Identity
import Sync

/// The hub's intake: signed requests of one device, checked, folded, in the unit's log, durable,
/// the answer signed; against the same entries as raw rows in a database with the same journal mode
/// and durability on the same disk, a transaction for each request, in turn.
struct HubIntake {
  let folder: URL
  let share: URL

  private struct Report: Encodable {
    /// One request of up to ``MeasuredDevice/dossiersAtOnce`` dossiers.
    let exchange: Timing
    let rawInsert: Timing
    /// Dossiers a second.
    let dossiers: Double
    let rawDossiers: Double
    let ratio: Double
    let bytes: Int
    /// `PRAGMA synchronous` of the raw peer; the hub's is FULL (2).
    let synchronous: Int
  }

  func run(_ count: Int) async throws -> String {
    let province = try MeasuredProvince(folder: folder, share: share)
    let unit = try await province.unit(1, share: share)
    let time = province.clock.milliseconds
    var device = try await MeasuredDevice(
      with: province.hub, unit: unit, number: 1, pattern: province.pattern, time: time)
    let raw = try RawPeer(beside: province.folder)
    var (exchange, insert, bytes) = (Timing(), Timing(), 0)
    while device.sent < count {
      let request = try device.request(
        min(MeasuredDevice.dossiersAtOnce, count - device.sent), time: time)
      let rows = request.entries.map { WireLine.entry($0).bytes }
      bytes += rows.reduce(0) { $0 + $1.count }
      let answer = try await exchange.measure { try await province.hub.exchange(request.message) }
      try device.take(answer, after: request.after)
      try insert.measure { try raw.insert(rows) }
    }
    let synchronous = try raw.synchronous()
    try raw.remove()
    return try line(
      Report(
        exchange: exchange, rawInsert: insert,
        dossiers: rounded(Double(count) / exchange.total * 1_000),
        rawDossiers: rounded(Double(count) / insert.total * 1_000),
        ratio: rounded(insert.total / exchange.total), bytes: bytes, synchronous: synchronous))
  }
}
