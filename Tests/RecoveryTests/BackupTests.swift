import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Backups” and “Files a device may drop”.
struct BackupTests {
  private func open(_ file: URL, _ opener: BackupOpener) throws -> (BackupReader, StorageKey) {
    let reader = try BackupReader(file)
    return (reader, try reader.envelope.open(opener))
  }

  @Test func `a device's backup opens with the province, the sheet and the passphrase`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive("Lò Văn Bí Mật")
    let file = a.scratch.url.appending(path: "backup")
    let holders = try a.store.backupHolders(passphrase: "mười hai chữ trở lên", newSheet: true)
    var shown: RecoverySecret?
    try await a.store.backup(to: file, holders: holders) { summary, sheet in
      #expect(summary.entries == 1 && summary.ways == ["province", "sheet", "passphrase"])
      let known = try a.store.recoverySheet()
      #expect(known == nil, "not before somebody has it")
      shown = sheet
    }
    let sheet = try #require(shown)
    #expect(try a.problems() == [], "nothing is left behind in the folder")
    let bytes = try Data(contentsOf: file)
    #expect(bytes.range(of: Data("Bí Mật".utf8)) == nil)
    #expect(bytes.range(of: Data("SQLite format".utf8)) == nil)
    let hub = try await province.hub.recoveryCode(for: BackupReader(file), actor: "local:0")
    let copied = try #require(RecoverySecret(code: hub.code.uppercased()))
    let paper = try #require(RecoverySecret(code: sheet.code))
    for opener in [
      BackupOpener.recovery(copied), .recovery(paper), .passphrase("mười hai chữ trở lên"),
    ] {
      let (reader, key) = try open(file, opener)
      #expect(try reader.verify(key) == 3)
    }
    #expect(throws: BackupError.wrongKey) {
      try open(file, .passphrase("mười hai chữ trở xuống"))
    }
    #expect(RecoverySecret(code: String(sheet.code.dropLast())) == nil)
  }

  @Test func `backups made at once take turns, and what a killed one left goes at the next start`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    let (store, scratch) = (a.store, a.scratch.url)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 1...3 {
        group.addTask {
          try await store.backup(
            to: scratch.appending(path: "backup-\(number)"),
            holders: [.passphrase("mười hai chữ trở lên")]
          ) { _, _ in }
        }
      }
      try await group.waitForAll()
    }
    for number in 1...3 {
      let (reader, key) = try open(
        scratch.appending(path: "backup-\(number)"), .passphrase("mười hai chữ trở lên"))
      #expect(try reader.verify(key) == 3)
    }
    let left = a.folder.appending(path: "motcua.sqlite.snapshot")
    try Data("SQLite format 3".utf8).write(to: left)
    try a.restart()
    #expect(!FileManager.default.fileExists(atPath: left.path))
    #expect(try a.problems() == [])
    // While one is made, a program that starts leaves it alone.
    let snapshot = try a.store.backupSnapshot()
    try a.restart()
    #expect(FileManager.default.fileExists(atPath: left.path))
    withExtendedLifetime(snapshot) {}
  }

  @Test func `a backup that cannot be written leaves the one before`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let file = a.scratch.url.appending(path: "backup")
    try await a.store.backup(to: file, holders: [.passphrase("mười hai chữ trở lên")]) { _, _ in }
    let before = try Data(contentsOf: file)
    let writer = try BackupWriter(
      to: file, kind: .kiosk, owner: a.id, created: 1, holders: [.passphrase("x")],
      random: SystemRandom())
    // A member a reader refuses stands for a disk that gives back something else.
    try writer.add("../keys.json", Data("{}".utf8))
    #expect(throws: BackupError.damaged) { try writer.finish() }
    writer.abandon()
    #expect(try Data(contentsOf: file) == before)
  }

  @Test func `a backup cut short or changed anywhere is refused`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    let file = a.scratch.url.appending(path: "backup")
    try await a.store.backup(to: file, holders: [.passphrase("mười hai chữ trở lên")]) { _, _ in }
    let good = try Data(contentsOf: file)
    let (_, key) = try open(file, .passphrase("mười hai chữ trở lên"))
    let copy = a.scratch.url.appending(path: "copy")
    for cut in stride(from: 0, to: good.count, by: good.count / 23) {
      try good.prefix(cut).write(to: copy)
      #expect(throws: BackupError.self) { try BackupReader(copy).verify(key) }
    }
    for place in stride(from: 0, to: good.count, by: good.count / 23) {
      var changed = good
      changed[place] ^= 0x20
      try changed.write(to: copy)
      #expect(throws: BackupError.self) { try BackupReader(copy).verify(key) }
    }
    try (good + Data([0])).write(to: copy)
    #expect(try BackupReader(copy).verify(key) == 3, "what follows the end is not read")
  }

  @Test func `a hub restored on an empty machine goes on with devices ahead of it`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let kept = try a.receive()
    let erased = try a.receive("Người đã xoá")
    try await a.settle()
    try await b.settle()
    let file = province.scratch.url.appending(path: "hub.backup")
    var shown: RecoverySecret?
    let holders = try await province.hub.backupHolders(passphrase: nil)
    try await province.hub.backup(to: file, holders: holders) { summary, sheet in
      #expect(summary.entries > 2 && summary.ways == ["sheet"])
      shown = sheet
    }
    let sheet = try #require(shown)
    // Later than the backup: an erasure, a dossier, and the machine is gone.
    try a.store.erase(erased, basis: "theo yêu cầu", by: "local:1000")
    try a.receive()
    try await a.settle()
    try await b.settle()
    let place = province.scratch.url.appending(path: "new-machine")
    let reader = try BackupReader(file)
    let restored = try await HubFolder.restore(
      reader, with: .recovery(sheet), to: place, mode: .plainFile, credentialsDirectory: nil,
      clock: province.clock, random: SystemRandom(), actor: "local:0")
    #expect(restored.id == province.hub.id)
    try province.move(to: place)
    #expect(try await province.hub.epoch() == restored.epoch)
    try await b.settle()
    try await a.settle()
    #expect(try await province.codes().count == 2)
    await #expect(throws: HubError.self) { try await province.hub.open(erased) }
    #expect(try await province.hub.open(kept).summary.status == 2)
    #expect(try await province.problems() == [])
    for machine in [a, b] {
      #expect(try machine.store.state(of: erased)?.isErased == true)
      #expect(try machine.problems() == [])
    }
    // The living folder is not overwritten.
    await #expect(throws: HubError.self) {
      try await HubFolder.restore(
        reader, with: .recovery(sheet), to: place, mode: .plainFile, credentialsDirectory: nil,
        clock: province.clock, random: SystemRandom(), actor: "local:0")
    }
  }

  @Test func `a hub put back serves nobody who was erased since, though no device came yet`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let (kept, erased) = (try a.receive(), try a.receive("Người đã xoá"))
    try await a.settle()
    let file = province.scratch.url.appending(path: "hub.backup")
    try await province.hub.backup(
      to: file, holders: [.passphrase("mười hai chữ trở lên")]
    ) { _, _ in }
    try a.store.erase(erased, basis: "theo yêu cầu", by: "local:1000")
    try await a.settle()
    let place = province.scratch.url.appending(path: "new-machine")
    let restored = try await HubFolder.restore(
      BackupReader(file), with: .passphrase("mười hai chữ trở lên"), to: place,
      mode: .plainFile, credentialsDirectory: nil, clock: province.clock,
      random: SystemRandom(), actor: "local:0")
    #expect(restored.erased == 1)
    try province.move(to: place)
    await #expect(throws: HubError.self) { try await province.hub.open(erased) }
    #expect(try await province.hub.open(kept).summary.status == 2)
    try await a.settle()
    #expect(try a.store.state(of: erased)?.isErased == true)
    #expect(try await province.problems() == [] && a.problems() == [])
  }

  @Test func `a hub's backup says for older ones beside it who was erased before it`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let erased = try a.receive("Người đã xoá")
    try await a.settle()
    func backup(_ name: String) async throws -> URL {
      let file = province.scratch.url.appending(path: name)
      let folder = file.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try await province.hub.backup(
        to: file, holders: [.passphrase("mười hai chữ trở lên")]
      ) { _, _ in }
      return file
    }
    let monday = try await backup("home/monday")
    try a.store.erase(erased, basis: "theo yêu cầu", by: "local:1000")
    try await a.settle()
    let tuesday = try await backup("stick/tuesday")
    // Brought to the stick by somebody; the hub does not know of it.
    let old = tuesday.deletingLastPathComponent().appending(path: "monday")
    try FileManager.default.copyItem(at: monday, to: old)
    let restored = try await HubFolder.restore(
      BackupReader(old), with: .passphrase("mười hai chữ trở lên"),
      to: province.scratch.url.appending(path: "new-machine"), mode: .plainFile,
      credentialsDirectory: nil, clock: province.clock, random: SystemRandom(), actor: "local:0")
    #expect(restored.erased == 1)
  }

  /// A dossier with a file that ended a hundred days ago; the hub has the file, and in no backup.
  private func ended(_ province: Province, _ a: Machine) async throws -> (SubjectID, Data) {
    let dossier = try a.receive()
    let content = SeededRandom(seed: 3).bytes(3000)
    let sha256 = try a.attach(content, to: dossier)
    for status in [4, 9, 10] { try a.set(status, dossier) }
    try await a.settle()
    for parcel in try a.store.courierParcels(unit: Province.unit, fileBytes: 1 << 20) {
      _ = try await province.hub.readCourier(parcel.data)
    }
    try a.store.fileUploaded(sha256, offset: 3000)
    province.clock.advance(milliseconds: 100 * 24 * 3600 * 1000)
    try await a.settle()
    #expect(try a.store.file(sha256) == content)
    return (dossier, content)
  }

  @Test func `files are dropped only when the hub has them in a verified backup`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let (dossier, content) = try await ended(province, a)
    let file = province.scratch.url.appending(path: "hub.backup")
    let holders = try await province.hub.backupHolders(passphrase: "mười hai chữ trở lên")
    // Where nobody was told of the backup it makes nothing safe.
    await #expect(throws: Unheard.self) {
      try await province.hub.backup(to: file, holders: holders) { _, _ in throw Unheard() }
    }
    try await a.settle()
    #expect(try a.store.file(Digest.of(content)) == content)
    try await province.hub.backup(to: file, holders: holders) { summary, _ in
      #expect(summary.files == 1 && summary.lost == 0)
    }
    try await a.settle()
    #expect(throws: StoreError.self) { try a.store.file(Digest.of(content)) }
    #expect(try a.problems() == [])
    #expect(try a.store.state(of: dossier)?.status == 10, "the dossier itself stays")
  }

  @Test func `a file the hub cannot read any more is not called safe, and the rest is restored`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let (_, content) = try await ended(province, a)
    try await province.hub.store.write { rows in
      let pieces = try rows.chunks(of: Digest.of(content))
      try rows.dropChunks(of: Digest.of(content))
      for var piece in pieces {
        piece.sealed[piece.sealed.count - 1] ^= 1
        try rows.appendChunk(piece, to: Digest.of(content))
      }
    }
    let file = province.scratch.url.appending(path: "hub.backup")
    try await province.hub.backup(to: file, holders: [.passphrase("mười hai chữ trở lên")]) {
      summary, _ in #expect(summary.files == 0 && summary.lost == 1)
    }
    try await a.settle()
    #expect(try a.store.file(Digest.of(content)) == content, "the device keeps it")
    let restored = try await HubFolder.restore(
      BackupReader(file), with: .passphrase("mười hai chữ trở lên"),
      to: province.scratch.url.appending(path: "new-machine"), mode: .plainFile,
      credentialsDirectory: nil, clock: province.clock, random: SystemRandom(), actor: "local:0")
    #expect(restored.findings.map(\.place) == [Digest.of(content).hex])
  }

  @Test(arguments: [false, true])
  func `a file that goes while a backup is made is not missed`(isErased: Bool) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let (dossier, _) = try await ended(province, a)
    let snapshot = try a.store.backupSnapshot()
    if isErased {
      try a.store.erase(dossier, basis: "theo yêu cầu", by: "local:1000")
    } else {
      try await province.hub.backup(
        to: province.scratch.url.appending(path: "hub.backup"),
        holders: [.passphrase("mười hai chữ trở lên")]
      ) { _, _ in }
      try await a.settle()
    }
    let file = a.scratch.url.appending(path: "backup")
    try await a.store.backup(
      of: snapshot, to: file, holders: [.passphrase("mười hai chữ trở lên")]
    ) { summary, _ in #expect(summary.files == 0 && summary.lost == 0) }
    let place = a.scratch.url.appending(path: "restored")
    let (reader, key) = try open(file, .passphrase("mười hai chữ trở lên"))
    _ = try reader.extract(key, to: place, inMemory: ["keys.json"])
    let store = try DossierStore.open(
      at: place, keys: a.keys, clock: province.clock, random: SystemRandom())
    #expect(try store.check() == [])
  }
}
