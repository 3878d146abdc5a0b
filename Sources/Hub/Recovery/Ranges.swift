import Dossiers
import Foundation
import Identity
import Sync

extension HubChange {
  /// The range of dossier numbers of one epoch of a device's stream: the same whenever it is
  /// asked for. A new epoch gets a fresh one, because nobody knows which numbers were given out
  /// before; what the device had is closed, unless another machine still works with it.
  ///
  /// `nil` for a device that stands apart, and if the unit has none left: the device exchanges on
  /// without numbers, and the province is shown that it waits.
  mutating func range(for device: inout DeviceRecord, epoch: Int) throws -> Sync.CodeRange? {
    guard device.state == .active else { return nil }
    let ranges = try rows.ranges(of: device.unit)
    if let known = ranges.first(where: { $0.device == device.id && $0.epoch == epoch }) {
      return Sync.CodeRange(first: known.first, last: known.last)
    }
    let isFork = try rows.forks().contains { $0.author == device.id && $0.next == epoch }
    // Closed also where nothing can be given for it: it is free the sooner.
    if !isFork { try closeRanges(of: device.id, in: device.unit) }
    let free = try Hub.freeRange(
      taken: takenRanges(of: device.unit), pattern: codePattern(of: device.unit), epoch: self.epoch)
    guard let free else {
      try rows.save(
        AwaitedRange(device: device.id, unit: device.unit, epoch: epoch, since: now))
      return nil
    }
    if !isFork { device.range = free }
    return try grant(free, to: device, epoch: epoch)
  }

  private mutating func grant(
    _ range: ClosedRange<Int>, to device: DeviceRecord, epoch: Int
  ) throws -> Sync.CodeRange {
    try rows.save(
      RangeRecord(
        unit: device.unit, first: range.lowerBound, last: range.upperBound, device: device.id,
        epoch: epoch, granted: now, closed: nil))
    try rows.deleteAwaitedRange(of: device.id)
    let granted = Sync.CodeRange(first: range.lowerBound, last: range.upperBound)
    try append(
      OwnDraft(
        subject: nil, kind: "device.range",
        body: [
          "device": .string(device.id.rawValue), "unit": .string(device.unit),
          "epoch": .integer(Int64(epoch)), "range": granted.json,
        ], actor: "hub"))
    return granted
  }

  /// How a unit writes its codes, by the file it works with.
  func codePattern(of unit: String) throws -> DossierCodePattern {
    guard
      let text = try rows.unit(unit).map({ try JSONValue(parsing: $0.document) })?[
        "codePattern"]?.string
    else { return .standard }
    return try DossierCodePattern(text)
  }

  /// Ranges nobody else may get: those in use, and those closed too short a time ago.
  func takenRanges(of unit: String) throws -> [ClosedRange<Int>] {
    let known = try rows.ranges(of: unit).filter { range in
      guard let closed = range.closed else { return true }
      return now < closed + hub.limits.rangeRestMilliseconds
    }.map { $0.first...$0.last }
    return epoch > 1 ? try known + givenOutNumbers(of: unit) : known
  }

  /// Numbers in the codes of a unit's dossiers of late. A hub that was put back knows by them of
  /// ranges it gave and forgot.
  private func givenOutNumbers(of unit: String) throws -> [ClosedRange<Int>] {
    let pattern = try codePattern(of: unit)
    let summaries = try rows.dossiers(DossierFilter(unit: unit), limit: .max)
      .map { try hub.vault.summary(of: $0) }
      .filter { now < $0.receivedAt + hub.limits.rangeRestMilliseconds }
    return Set(summaries.compactMap { pattern.number(in: $0.code, of: unit) }).map { $0...$0 }
  }

  func closeRanges(of device: DeviceID, in unit: String) throws {
    for var range in try rows.ranges(of: unit) where range.device == device && range.closed == nil {
      range.closed = now
      try rows.save(range)
    }
  }
}

extension Hub {
  /// Active devices that wait for a range of dossier numbers because their unit has none left.
  package func awaitedRanges() async throws -> [AwaitedRange] {
    try await store.read { try $0.awaitedRanges() }
  }
}
