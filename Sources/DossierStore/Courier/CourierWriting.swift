import Foundation
import GRDB
import Identity
package import Sync

/// What a stick for the hub carries, ready to be written.
package struct CourierLoad: Sendable {
  package let parcels: [CourierParcel]
  /// Entries and dossiers on it, and those of them no stick carried before.
  package let entries: Int
  package let dossiers: Int
  package let files: Int
  /// Files that did not fit into the limit, and their bytes.
  package let filesLeft: Int
  package let bytesLeft: Int
}

extension DossierStore {
  /// Plain bytes of one file's entries.
  static let courierRunBytes = 1_500_000

  /// What the hub has not acknowledged, in files that can each be read by themselves.
  ///
  /// - Parameter onlyNew: leave out what another stick carries already.
  /// - Parameter fileBytes: at most so many bytes of attachments.
  package func courierLoad(unit: String, onlyNew: Bool = false, fileBytes: Int) throws
    -> CourierLoad
  {
    guard let hub = try hub() else {
      throw StoreError(.refused, "This device is not enrolled with a hub; a stick needs one.")
    }
    var runs = try courierRuns(onlyNew: onlyNew)
    let dossiers = runs.reduce(into: Set<SubjectID>()) { all, run in
      for entry in run.entries where Self.isDossierWork(entry.kind) { all.insert(entry.subjectID) }
    }.count
    if runs.isEmpty { runs = [try emptyRun()] }
    var parcels = try runs.enumerated().map { index, run in
      try parcel(run, unit: unit, hub: hub, carriesRecovery: index == 0)
    }
    try noteCarried(runs)
    let files = try courierFiles(unit: unit, hub: hub, limit: fileBytes)
    parcels += files.parcels
    return CourierLoad(
      parcels: parcels, entries: runs.reduce(0) { $0 + $1.entries.count }, dossiers: dossiers,
      files: files.count, filesLeft: files.left, bytesLeft: files.bytesLeft)
  }

  static func isDossierWork(_ kind: String) -> Bool {
    kind.hasPrefix(StoredKind.dossierPrefix) && kind != StoredKind.viewed
  }

  private func courierRuns(onlyNew: Bool) throws -> [Outbox] {
    try read { reader in
      let rows = try Row.fetchAll(
        reader.db,
        sql: """
          SELECT epoch, seq, max(acknowledged, CASE WHEN ? THEN
            (SELECT coalesce(max(last), 0) FROM carried WHERE carried.epoch = stream.epoch)
            ELSE 0 END) AS start
          FROM stream WHERE author = ? ORDER BY epoch
          """, arguments: [onlyNew, device.rawValue])
      var runs: [Outbox] = []
      for row in rows {
        let (epoch, last): (Int, Int) = (row["epoch"], row["seq"])
        var start: Int = row["start"]
        while start < last {
          let run = try self.run(
            reader, epoch: epoch, after: start, last: last, byteLimit: Self.courierRunBytes)
          guard let end = run.entries.last?.id.seq else { break }
          runs.append(run)
          start = end
        }
      }
      return runs
    }
  }

  /// With nothing to send a stick still says how far this device is.
  private func emptyRun() throws -> Outbox {
    let head = try streamHead()
    return Outbox(
      epoch: head?.epoch ?? 1, after: head?.seq ?? 0, entries: [], head: nil, more: false)
  }

  private func parcel(_ run: Outbox, unit: String, hub: HubInfo, carriesRecovery: Bool) throws
    -> CourierParcel
  {
    let body = try ExchangeRequest(
      hub: hub.id, device: device, epoch: run.epoch, nonce: "", after: run.after,
      stream: run.head, logs: cursors(), time: context.clock.milliseconds, entries: run.entries,
      recovery: carriesRecovery ? read { try requestRecovery($0, for: run) } : RequestRecovery(),
      reads: context.level
    ).encoded()
    return CourierParcel(
      name: CourierParcel.name(device, .run, "e\(run.epoch)-\(run.after + 1)-\(run.last)"),
      data: try courierFile(body, .run, unit, hub))
  }

  private func courierFile(
    _ plain: Data, _ kind: CourierFile.Kind, _ unit: String, _ hub: HubInfo
  ) throws -> Data {
    try CourierFile.write(
      plain, kind: kind, hub: hub.id, unit: unit, to: [hub.id: hub.agreement],
      by: context.keys.signing, random: context.random)
  }

  /// Remembers what is on its way, so that somebody can be told that it arrived.
  private func noteCarried(_ runs: [Outbox]) throws {
    try write { journal in
      for run in runs where !run.entries.isEmpty {
        try journal.db.execute(
          sql: "INSERT OR REPLACE INTO carried (epoch, after, last, written) VALUES (?, ?, ?, ?)",
          arguments: [run.epoch, run.after, run.last, context.clock.milliseconds])
      }
      journal.noteChange()
    }
  }

  private func courierFiles(unit: String, hub: HubInfo, limit: Int) throws
    -> (parcels: [CourierParcel], count: Int, left: Int, bytesLeft: Int)
  {
    var parcels: [CourierParcel] = []
    var (count, left, bytesLeft, used) = (0, 0, 0, 0)
    for file in try filesToUpload() {
      let rest = file.size - file.uploaded
      guard used + rest <= limit else {
        left += 1
        bytesLeft += rest
        continue
      }
      let content = try self.file(file.sha256)
      let name = context.tokens.fileAddress(file.sha256).prefix(16)
      for offset in stride(from: file.uploaded, to: file.size, by: CourierPiece.byteLimit) {
        let bytes = content.dropFirst(offset).prefix(CourierPiece.byteLimit)
        let piece = CourierPiece(
          address: file.sha256, size: file.size, offset: offset, bytes: Data(bytes))
        parcels.append(
          CourierParcel(
            name: CourierParcel.name(device, .file, "\(name)-\(offset)"),
            data: try courierFile(piece.encoded(), .file, unit, hub)))
      }
      used += rest
      count += 1
    }
    return (parcels, count, left, bytesLeft)
  }
}
