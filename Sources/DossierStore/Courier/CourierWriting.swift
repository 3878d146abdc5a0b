import Foundation
import GRDB
import Identity
package import Sync

extension DossierStore {
  /// Plain bytes of one file's entries.
  static let courierRunBytes = 1_500_000

  /// Puts on a stick what the hub has not acknowledged, in files that can each be read by
  /// themselves: entries first, then attached files, the small ones first.
  ///
  /// - Parameters:
  ///   - onlyNew: leave out what another stick carries already.
  ///   - fileBytes: at most so many bytes of attachments.
  ///   - put: puts files that belong together on the stick for good, all of them or none; false if
  ///     there is no room.
  package func writeCourier(
    unit: String, onlyNew: Bool = false, fileBytes: Int, put: ([CourierParcel]) throws -> Bool
  ) throws -> CourierLoad {
    guard let hub = try hub() else { throw Self.noHub }
    var load = CourierLoad()
    var runs = try courierRuns(onlyNew: onlyNew)
    if runs.isEmpty { runs = [try emptyRun()] }
    var written = 0
    for run in runs {
      let parcel = try parcel(run, unit: unit, hub: hub, carriesRecovery: written == 0)
      guard try put([parcel]) else { break }
      load.note([parcel])
      try noteCarried(run)
      written += 1
    }
    let (carried, left) = (Self.work(runs[..<written]), Self.work(runs[written...]))
    load.carried.entries = carried.entries
    load.carried.dossiers = carried.dossiers.subtracting(left.dossiers).count
    load.noRoom.entries = left.entries
    load.noRoom.dossiers = left.dossiers.count
    try putFiles(
      unit: unit, hub: hub, limit: fileBytes, isFull: written < runs.count, &load, put: put)
    return load
  }

  private static func work(_ runs: ArraySlice<Outbox>) -> (entries: Int, dossiers: Set<SubjectID>) {
    let entries = runs.flatMap(\.entries)
    return (entries.count, Set(entries.filter { isDossierWork($0.kind) }.map(\.subjectID)))
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
  private func noteCarried(_ run: Outbox) throws {
    guard !run.entries.isEmpty else { return }
    try write { journal in
      try journal.db.execute(
        sql: "INSERT OR REPLACE INTO carried (epoch, after, last, written) VALUES (?, ?, ?, ?)",
        arguments: [run.epoch, run.after, run.last, context.clock.milliseconds])
      journal.noteChange()
    }
  }

  private func putFiles(
    unit: String, hub: HubInfo, limit: Int, isFull: Bool, _ load: inout CourierLoad,
    put: ([CourierParcel]) throws -> Bool
  ) throws {
    // Where one found no room, none that is as large does.
    var room = isFull ? 0 : Int.max
    for file in try filesToUpload() {
      let rest = file.size - file.uploaded
      guard load.carried.bytes + rest <= limit else {
        load.beyondLimit.addFile(rest)
        continue
      }
      guard rest < room else {
        load.noRoom.addFile(rest)
        continue
      }
      do {
        let parcels = try pieces(of: file, unit: unit, hub: hub)
        guard try put(parcels) else {
          room = rest
          load.noRoom.addFile(rest)
          continue
        }
        load.note(parcels)
        load.carried.addFile(rest)
      } catch let error as StoreError where error.kind == .notFound {
        // Erased or dropped meanwhile.
      } catch let error as StoreError where error.kind == .damaged {
        load.unreadable.append(try unreadable(file.sha256))
      }
    }
  }

  private func pieces(of file: FileUpload, unit: String, hub: HubInfo) throws -> [CourierParcel] {
    let content = try self.file(file.sha256)
    let name = context.tokens.fileAddress(file.sha256).prefix(16)
    let offsets = stride(from: file.uploaded, to: file.size, by: CourierPiece.byteLimit)
    return try offsets.map { offset in
      let bytes = content.dropFirst(offset).prefix(CourierPiece.byteLimit)
      let piece = CourierPiece(
        address: file.sha256, size: file.size, offset: offset, bytes: Data(bytes))
      return CourierParcel(
        name: CourierParcel.name(device, .file, "\(name)-\(offset)"),
        data: try courierFile(piece.encoded(), .file, unit, hub))
    }
  }

  private func unreadable(_ sha256: Digest) throws -> UnreadableFile {
    let address = context.tokens.fileAddress(sha256)
    let subject = try read { reader -> SubjectID? in
      try String.fetchOne(
        reader.db, sql: "SELECT min(subject) FROM file_use WHERE address = ?",
        arguments: [address]
      ).flatMap(EntryID.init)
    }
    let state = try subject.flatMap { try self.state(of: $0) }
    return UnreadableFile(
      sha256: sha256, code: state?.code ?? "",
      name: state?.files.first { $0.sha256 == sha256 }?.name ?? sha256.hex)
  }
}
