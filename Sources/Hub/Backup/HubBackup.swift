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

  /// Makes a recovery sheet; its secret half is on paper only.
  package func makeRecoverySheet() async throws -> RecoverySecret {
    let key = AgreementKey(random: random)
    let open = key.publicKey.rawRepresentation
    try await store.write { try $0.setSetting(Self.sheetSetting, open) }
    return .sheet(key)
  }

  /// Writes everything of one moment while devices go on exchanging, and reads it back. Files that
  /// are in it may then be dropped by the devices that sent them.
  package func backup(to target: URL, holders: [BackupHolder]) async throws -> HubBackupSummary {
    let snapshot = target.deletingLastPathComponent()
      .appending(path: ".\(target.lastPathComponent).\(getpid()).sqlite")
    defer { try? FileManager.default.removeItem(at: snapshot) }
    try? FileManager.default.removeItem(at: snapshot)
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
    try await store.write { rows in try rows.markSafe(files) }
    let size = try FileManager.default.attributesOfItem(atPath: target.path)[.size] as? Int
    return HubBackupSummary(
      entries: entries, files: files.count, lost: lost, bytes: size ?? 0, ways: reader.envelope.ways
    )
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
  /// a new epoch, and moves it there at the end. Answers also what was found of its files.
  package static func restore(
    _ reader: BackupReader, key: StorageKey, to place: URL, mode: KeyMode,
    credentialsDirectory: URL?, clock: any WallClock, random: any RandomSource, actor: String
  ) async throws -> (id: DeviceID, epoch: Int, findings: [CheckFinding]) {
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
      let epoch = try await hub.startEpoch(reason: "restore", actor: actor)
      try await hub.store.close()
      try workplace.settle()
      return (workplace.keys.deviceID, epoch, findings)
    } catch {
      workplace.abandon()
      throw error
    }
  }
}
