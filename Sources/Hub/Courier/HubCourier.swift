package import Foundation
import Identity
package import Sync

extension Hub {
  /// Takes in one file of a stick. The same file again changes nothing.
  package func readCourier(_ bytes: Data) async throws -> CourierReading {
    let file: CourierFile
    let plain: Data
    let device: DeviceRecord
    do {
      file = try CourierFile(bytes)
      guard file.writer != id else { return .own }
      guard file.hub == id else { return .unusable(.otherHub) }
      guard let known = try await store.read({ try $0.device(file.writer) }),
        let key = VerifyingKey(rawRepresentation: known.signing), file.isSigned(by: key)
      else { return .unusable(.notSigned) }
      device = known
      plain = try file.open(keys.agreement, as: id)
    } catch let problem as CourierProblem {
      return .unusable(problem)
    }
    switch file.kind {
    case .log: return .unusable(.notForUs)
    case .run: return try await readRun(plain, from: device)
    case .file:
      guard let piece = try? CourierPiece(encoded: plain) else { return .unusable(.damaged) }
      return try await store.write { [self] rows in try take(piece, rows: rows) }
    }
  }

  private func readRun(_ plain: Data, from device: DeviceRecord) async throws -> CourierReading {
    guard let request = try? ExchangeRequest(encoded: plain, by: id),
      request.device == device.id, request.epoch >= 1,
      request.logs.keys.allSatisfy({ $0 == device.unit })
    else { return .unusable(.damaged) }
    return try await change { change in
      guard var device = try change.rows.device(request.device) else {
        return .unusable(.notSigned)
      }
      let before = try change.durable(device.id, request.epoch)
      var recovery = AnswerRecovery()
      let after = try change.receive(request, &device, &recovery)
      try change.rows.save(device)
      if recovery.held > 0 { return .held }
      return after > before || recovery.fork != nil || request.recovery.returns != nil
        ? .taken(new: max(0, after - before)) : .known
    }
  }

  private func take(_ piece: CourierPiece, rows: any HubTransaction) throws -> CourierReading {
    guard var file = try rows.fileRecord(piece.address) else { return .early }
    guard file.state == .wanted else { return .known }
    guard file.size == piece.size else { return .unusable(.damaged) }
    guard piece.offset <= file.received else { return .early }
    let start = file.received
    var rest = piece.bytes.dropFirst(file.received - piece.offset)
    guard !rest.isEmpty else { return .known }
    while !rest.isEmpty, file.state == .wanted {
      try append(Data(rest.prefix(limits.filePieceBytes)), to: &file, rows: rows)
      rest = rest.dropFirst(limits.filePieceBytes)
    }
    return file.received > start || file.state == .complete
      ? .taken(new: piece.bytes.count) : .unusable(.damaged)
  }

  /// Log lines of one file take at most this much compressed, in bytes.
  private static let courierSegmentBytes = 1 << 20
  /// Names of whole files one stick tells of.
  private static let courierFiles = 5_000

  /// What a unit's devices are to get by stick: the log from where the one that has least of it
  /// stands, and what the hub has of every stream. Each part can be read by itself.
  package func courierLog(of unit: String) async throws -> UnitParcels {
    let bundle = try await trustBundle()
    return try await store.read { [self] rows in
      guard let log = try rows.log(of: unit) else { throw HubError.noUnit(unit) }
      let devices = try rows.devices().filter { $0.unit == unit && $0.state != .revoked }
      guard !devices.isEmpty else {
        throw HubError(
          .refused, "noDevice", vi: "Đơn vị \(unit) chưa có thiết bị nào.",
          en: "No device of unit \(unit) is enrolled; nobody could read the stick.")
      }
      let epoch = try Self.epoch(rows)
      let about = try Dictionary(
        uniqueKeysWithValues: devices.map { ($0.id, try courierDevice($0, rows, epoch)) })
      let have = try rows.completeFiles(ofUnit: unit, limit: Self.courierFiles)
      var from = try courierStart(devices, rows, epoch)
      var parcels = UnitParcels()
      repeat {
        let lines = try courierLines(of: unit, from: from, rows)
        // Where the log cannot be read on, what the hub has of every stream is told all the same.
        if lines.isEmpty, !parcels.parts.isEmpty { break }
        let end = from + lines.count
        let checkpoint =
          end == log.checkpoint.size
          ? log.checkpoint
          : try self.checkpoint(of: unit, at: end, epoch: epoch, now: now, rows: rows)
        let content = CourierLog(
          hub: id, unit: unit, epoch: epoch,
          part: LogPart(checkpoint: checkpoint, from: from, lines: lines), devices: about,
          have: parcels.parts.isEmpty ? have : [], bundle: bundle, time: now)
        parcels.parts.append((try parcel(content, to: devices), lines.count))
        from = end
      } while from < log.checkpoint.size
      parcels.unread = log.checkpoint.size - from
      return parcels
    }
  }

  private func parcel(_ content: CourierLog, to devices: [DeviceRecord]) throws -> CourierParcel {
    let recipients = devices.compactMap { device in
      AgreementPublicKey(rawRepresentation: device.agreement).map { (device.id, $0) }
    }
    let part = content.part
    let tag = "\(content.unit)-e\(content.epoch)-\(part.from)-\(part.from + part.lines.count)"
    return CourierParcel(
      name: CourierParcel.name(id, .log, tag),
      data: try CourierFile.write(
        content.encoded(), kind: .log, hub: id, unit: content.unit,
        to: Dictionary(uniqueKeysWithValues: recipients), by: keys.signing, random: random))
  }

  /// The next lines, up to one that cannot be read.
  private func courierLines(of unit: String, from: Int, _ rows: any HubTransaction) throws
    -> [WireLine]
  {
    let entries = try rows.logEntries(of: unit, from: from, limit: 4_000)
    var lines: [WireLine] = []
    for stored in entries {
      guard let entry = try? vault.entry(stored) else { break }
      lines.append(.entry(entry))
    }
    guard !lines.isEmpty else { return [] }
    return Array(lines.prefix(try Segment.pack(lines, limit: Self.courierSegmentBytes).count))
  }

  private func courierStart(_ devices: [DeviceRecord], _ rows: any HubTransaction, _ epoch: Int)
    throws -> Int
  {
    // Of two machines with one key nobody knows whose cursor came last: both get it all.
    let forked = Set(try rows.forks().map(\.author))
    return try devices.map { device in
      guard !forked.contains(device.id), let cursor = try rows.cursor(of: device.id),
        cursor.epoch == epoch
      else { return 0 }
      return cursor.size
    }.min() ?? 0
  }

  private func courierDevice(
    _ device: DeviceRecord, _ rows: any HubTransaction, _ epoch: Int
  ) throws -> CourierLog.Device {
    var about = CourierLog.Device()
    let streams = try rows.streams().filter { $0.author == device.id }
    about.acks = Dictionary(uniqueKeysWithValues: streams.map { ($0.epoch, $0.seq) })
    about.ends = Dictionary(
      uniqueKeysWithValues: streams.filter { $0.seq > 0 }
        .map { ($0.epoch, StreamPoint(seq: $0.seq, chain: $0.chain)) })
    if let cursor = try rows.cursor(of: device.id), cursor.epoch < epoch {
      let returned = try rows.pastEpoch(cursor.epoch, of: device.unit)?.returned ?? 0
      if cursor.size > returned {
        about.recall = LogCursor(epoch: cursor.epoch, size: returned)
      }
    }
    let granted = try rows.ranges(of: device.unit)
      .filter { $0.device == device.id && $0.epoch > 1 && $0.closed == nil }
    about.range = granted.last.map {
      ($0.epoch, Sync.CodeRange(first: $0.first, last: $0.last))
    }
    let forks = try rows.forks().filter { $0.author == device.id }
    about.forks = try forks.map { fork in
      let run = RunErasure(rows: rows, vault: vault).open(fork)
      let kept = try run.map { try KeptEntries(rows: rows, vault: vault).of($0, from: fork.first) }
      return CourierLog.ForkedStream(
        fork: StreamFork(
          epoch: fork.epoch, from: fork.first, next: fork.next, kept: kept ?? [:]),
        digest: fork.digest)
    }
    about.held = try rows.heldRuns().filter { $0.author == device.id }
      .reduce(0) { $0 + $1.last - $1.after }
    return about
  }
}
