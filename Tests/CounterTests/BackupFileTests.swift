import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync
import Testing

/// An office whose attached files are not all what they should be, backed up and put back.
struct BackupFileTests {
  private static let first = Data("%PDF-1.7\n%first\n".utf8)
  private static let second = Data("%PDF-1.7\n%second\n".utf8)
  private let passphrase = "mười hai chữ trở lên"

  /// An office with one dossier and two files on the disk; answers where the first lies.
  private func office() throws -> (test: TestOffice, first: URL) {
    let test = try TestOffice()
    let received = try test.receive(TestOffice.birth, "valid-father-on-time")
    try attach(Self.first, to: received.id, in: test)
    let folder = DataFolder(test.folder).files
    let first = try #require(try FileManager.default.contentsOfDirectory(atPath: folder.path).first)
    try attach(Self.second, to: received.id, in: test)
    return (test, folder.appending(path: first))
  }

  private func attach(_ file: Data, to dossier: SubjectID, in test: TestOffice) throws {
    let digest = try test.office.store.putFile(file)
    try test.office.store.append(
      [
        EntryDraft(
          kind: "dossier.file", subject: .existing(dossier),
          body: [
            "component": "giayChungSinh", "sha256": .string(digest.hex), "name": "a.pdf",
            "type": "application/pdf", "size": .integer(Int64(file.count)),
          ])
      ], by: test.admin.id)
  }

  private func backup(_ test: TestOffice) async throws -> (URL, BackupSummary) {
    let target = test.folder.appendingPathExtension("backup")
    var summary: BackupSummary?
    try await test.office.store.backup(to: target, holders: [.passphrase(passphrase)]) {
      made, _ in summary = made
    }
    return (target, try #require(summary))
  }

  private func restore(_ backup: URL, of test: TestOffice) throws -> OfficeRestore {
    defer { try? FileManager.default.removeItem(at: backup) }
    let reader = try BackupReader(backup)
    return try OfficeRestore.begin(
      reader, with: .passphrase(passphrase), mode: .plainFile,
      TestOffice.surroundings(backup.appendingPathExtension("restored"), test.clock, seed: 9))
  }

  @Test(arguments: [false, true])
  func `a missing or changed file is counted, and the rest comes back`(isChanged: Bool)
    async throws
  {
    let (test, place) = try office()
    if isChanged {
      var bytes = try Data(contentsOf: place)
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: place)
    } else {
      try FileManager.default.removeItem(at: place)
    }
    let (file, summary) = try await backup(test)
    #expect(summary.files == 1 && summary.lost == 1)
    #expect(try test.office.store.check().map(\.part) == [.files], "this disk goes on being wrong")
    let restored = try restore(file, of: test)
    defer { restored.abandon() }
    let store = restored.office.store
    #expect(restored.findings == [])
    #expect(try store.check() == [])
    #expect(try store.file(Digest.of(Self.second)) == Self.second)
    #expect(throws: StoreError(.notFound, "There is no file \(Digest.of(Self.first).hex) here.")) {
      try store.file(Digest.of(Self.first))
    }
  }

  @Test func `a person erased after a backup stays erased when the backup is put back`()
    async throws
  {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "backups-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let old = folder.appending(path: "monday")
    let test = try TestOffice()
    let kept = try test.receive(TestOffice.birth, "valid-father-on-time")
    let erased = try test.receive(TestOffice.birth, "valid-father-on-time")
    try await test.office.store.backup(to: old, holders: [.passphrase(passphrase)]) { _, _ in }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["monday"])
    try test.office.store.erase(erased.id, basis: "Theo yêu cầu", by: test.admin.id)
    let register = folder.appending(path: "motcua-\(test.office.store.device).erased")
    let text = try String(contentsOf: register, encoding: .utf8)
    #expect(text.contains("\(erased.id)") && !text.contains("\(kept.id)"))
    // Who has the folder can have nothing erased by it.
    let forged = text.replacing("\(erased.id)", with: "\(kept.id)")
    try forged.write(
      to: folder.appending(path: "other.erased"), atomically: true, encoding: .utf8)
    let restored = try OfficeRestore.begin(
      try BackupReader(old), with: .passphrase(passphrase), mode: .plainFile,
      TestOffice.surroundings(folder.appending(path: "restored"), test.clock, seed: 9))
    defer { restored.abandon() }
    let store = restored.office.store
    #expect(restored.erased == 1)
    #expect(try store.state(of: erased.id)?.isErased == true)
    #expect(try store.entries(of: erased.id).first?.content == nil)
    #expect(try store.state(of: kept.id)?.code == kept.code)
    #expect(try store.check() == [])
  }

  @Test func `a backup says for older ones beside it who was erased before it`() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "backups-\(UUID().uuidString)")
    let (home, stick) = (folder.appending(path: "home"), folder.appending(path: "stick"))
    for place in [home, stick] {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    let test = try TestOffice()
    let erased = try test.receive(TestOffice.birth, "valid-father-on-time")
    func backup(_ place: URL, _ name: String) async throws -> URL {
      let file = place.appending(path: name)
      try await test.office.store.backup(to: file, holders: [.passphrase(passphrase)]) { _, _ in }
      return file
    }
    // Brought to the stick by somebody; the office does not know of it.
    let old = stick.appending(path: "monday")
    try FileManager.default.copyItem(at: try await backup(home, "monday"), to: old)
    try test.office.store.erase(erased.id, basis: "Theo yêu cầu", by: test.admin.id)
    #expect(try FileManager.default.contentsOfDirectory(atPath: stick.path) == ["monday"])
    _ = try await backup(stick, "tuesday")
    let restored = try OfficeRestore.begin(
      try BackupReader(old), with: .passphrase(passphrase), mode: .plainFile,
      TestOffice.surroundings(folder.appending(path: "restored"), test.clock, seed: 9))
    defer { restored.abandon() }
    #expect(restored.erased == 1)
    #expect(try restored.office.store.state(of: erased.id)?.isErased == true)
  }

  @Test func `whole files are all there`() async throws {
    let (test, _) = try office()
    let (file, summary) = try await backup(test)
    #expect(summary.files == 2 && summary.lost == 0)
    let restored = try restore(file, of: test)
    defer { restored.abandon() }
    #expect(restored.findings == [])
    #expect(try restored.office.store.file(Digest.of(Self.first)) == Self.first)
  }

  @Test func `a backup that claims a file it has not is restored, and it is told`() throws {
    let (test, place) = try office()
    let name = place.lastPathComponent
    let keys = test.office.keys.keys
    try test.office.store.close()
    // As programs before this one made them.
    let target = test.folder.appendingPathExtension("backup")
    let writer = try BackupWriter(
      to: target, kind: .kiosk, owner: keys.deviceID, created: test.clock.milliseconds,
      holders: [.passphrase(passphrase)], random: SeededRandom(seed: 4))
    try writer.add("keys.json", keys.json.canonical)
    for member in ["motcua.sqlite", "motcua.sqlite-wal", "unit.json", "province.pub"] {
      let file = test.folder.appending(path: member)
      if FileManager.default.fileExists(atPath: file.path) { try writer.add(member, file: file) }
    }
    for other in try FileManager.default.contentsOfDirectory(
      at: DataFolder(test.folder).files, includingPropertiesForKeys: nil)
    where other.lastPathComponent != name {
      try writer.add("files/\(other.lastPathComponent)", file: other)
    }
    try writer.finish()
    let restored = try restore(target, of: test)
    defer { restored.abandon() }
    #expect(
      restored.findings.map(\.message) == ["The file \(name) is missing from the folder files."])
    #expect(try restored.office.store.file(Digest.of(Self.second)) == Self.second)
  }
}
