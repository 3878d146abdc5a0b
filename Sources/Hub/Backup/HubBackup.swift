package import Foundation
package import Identity
import Sync

/// What a hub's backup that was written and read back holds.
package struct HubBackupSummary: Sendable, Equatable {
  package let entries: Int
  package let files: Int
  /// Files that were whole once and cannot be read any more.
  package let lost: Int
  package let bytes: Int
  package let ways: [String]
}

extension Hub {
  static let sheetSetting = "recoverySheet"

  package func recoverySheet() async throws -> AgreementPublicKey? {
    try await store.read { try $0.setting(Self.sheetSetting) }
      .flatMap { AgreementPublicKey(rawRepresentation: $0) }
  }

  /// Who can open a backup: who has the sheet or the passphrase.
  package func backupHolders(passphrase: String?, newSheet: Bool = false) async throws
    -> [BackupHolder]
  {
    BackupHolder.all(
      sheet: try await recoverySheet(), passphrase: passphrase, newSheet: newSheet, random: random)
  }

  /// Writes everything of one moment while devices go on exchanging, and reads it back. When `show`
  /// has told of it, with the code of a new sheet, the sheet is known, and files in the backup may
  /// be dropped by the devices that sent them.
  package func backup(
    to target: URL, holders: [BackupHolder],
    show: (HubBackupSummary, RecoverySecret?) throws -> Void
  ) async throws {
    let (summary, files) = try await write(to: target, holders)
    try await holders.handOver(show: { try show(summary, $0) }) { sheet in
      try await store.write { rows in
        if let sheet { try rows.setSetting(Self.sheetSetting, sheet.rawRepresentation) }
        try rows.markSafe(files)
      }
    }
  }

  private func write(
    to target: URL, _ holders: [BackupHolder]
  ) async throws -> (HubBackupSummary, [Digest]) {
    let snapshot = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).\(getpid()).sqlite")
    let folder = snapshot.deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw BackupError.file("Cannot write a backup to \(target.path).")
    }
    defer { try? FileManager.default.removeItem(at: snapshot) }
    try? FileManager.default.removeItem(at: snapshot)
    try await noteErasures(beside: target)
    try await store.write { try $0.dropErasedSecrets(epoch: Self.epoch($0)) }
    try await store.snapshot(to: snapshot)
    let writer = try BackupWriter(
      to: target, kind: .hub, owner: id, created: now, holders: holders, random: random)
    do {
      try writer.add("keys.json", keys.json.canonical)
      try writer.add(HubFolder.storeName, file: snapshot)
      try writer.finish()
    } catch {
      writer.abandon()
      throw error
    }
    let reader = try BackupReader(target)
    let copy = try SQLiteHubStore(file: snapshot)
    let (files, lost, entries) = try await copy.read { [self] rows in
      let entries = try rows.streams().reduce(0) { $0 + $1.seq }
      let complete = try rows.files().filter { $0.state == .complete }
      // Devices drop what is called safe: it has to open.
      let whole = complete.filter { file in
        (try? Digest.of(content(of: file, rows: rows))) == file.address
      }
      return (whole.map(\.address), complete.count - whole.count, entries)
    }
    try await copy.close()
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(at: URL(filePath: snapshot.path + suffix))
    }
    let size = try FileManager.default.attributesOfItem(atPath: target.path)[.size] as? Int
    let summary = HubBackupSummary(
      entries: entries, files: files.count, lost: lost, bytes: size ?? 0,
      ways: reader.envelope.ways)
    return (summary, files)
  }

  /// The code with which a device's backup, sealed to this hub, is opened; the act is written down.
  package func recoveryCode(for reader: BackupReader, actor: String) async throws -> RecoverySecret
  {
    let key = try reader.envelope.open(.hub(id, keys.agreement))
    let owner = reader.envelope.owner
    let created = reader.envelope.created
    try await change { change in
      guard let device = try change.rows.device(owner) else { throw HubError.noDevice }
      guard device.state != .revoked else {
        throw HubError(
          .refused, "revoked", vi: "Thiết bị này đã bị thu hồi; hãy ghi danh máy thay thế.",
          en: "The device is revoked; enrol a replacement instead of restoring it.")
      }
      try change.append(
        OwnDraft(
          subject: nil, kind: "device.recovered",
          body: [
            "device": .string(owner.rawValue), "unit": .string(device.unit),
            "backup": .integer(created),
          ], actor: actor))
    }
    return .content(key)
  }
}

extension HubFolder {
  /// Puts a hub back on an empty machine: unpacks and verifies in a folder beside the place, begins
  /// a new epoch, and moves it there at the end. Of recovery sheets only the one it was opened with
  /// is known to be in somebody's hands, so no other stays in force. What was erased since is
  /// erased again, as far as the register beside the backup tells. Answers also how many dossiers
  /// that were, and what was found of its files.
  package static func restore(
    _ reader: BackupReader, with opener: BackupOpener, to place: URL, mode: KeyMode,
    credentialsDirectory: URL?, clock: any WallClock, random: any RandomSource, actor: String
  ) async throws -> (id: DeviceID, epoch: Int, erased: Int, findings: [CheckFinding]) {
    let key = try reader.envelope.open(opener)
    guard reader.envelope.kind == .hub else {
      throw HubError(
        .badInput, "notHub", vi: "Đây là bản sao lưu của một đơn vị, không phải của máy chủ.",
        en: "This is a backup of a commune's device; restore it with motcua.")
    }
    guard !RestoreWorkplace.isTaken(place) else {
      throw HubError(
        .refused, "notEmpty", vi: "Thư mục \(place.path) đang có dữ liệu; hãy chọn thư mục trống.",
        en: "The folder \(place.path) is not empty; a backup is restored into an empty folder only."
      )
    }
    let workplace = try RestoreWorkplace(
      reader, key: key, beside: place, mode: mode, credentialsDirectory: credentialsDirectory,
      random: random)
    do {
      let hub = try open(
        at: workplace.url, credentialsDirectory: credentialsDirectory, clock: clock, random: random)
      // A file that cannot be read is told, and keeps nothing else from coming back.
      let findings = try await hub.check().findings
      guard findings.allSatisfy({ $0.area == "file" }) else { throw BackupError.damaged }
      try await hub.store.write {
        try $0.setSetting(Hub.sheetSetting, opener.sheet?.rawRepresentation)
      }
      let epoch = try await hub.startEpoch(reason: "restore", actor: actor)
      let erased = try await hub.eraseAgain(beside: reader.file, actor: actor)
      try await hub.store.close()
      try workplace.settle()
      return (workplace.keys.deviceID, epoch, erased, findings)
    } catch {
      workplace.abandon()
      throw error
    }
  }
}
