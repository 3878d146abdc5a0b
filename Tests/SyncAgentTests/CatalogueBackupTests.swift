import Counter
import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync
import SyncAgent
import Testing

/// Dossiers received under a procedure only the province's catalogue has, in a backup.
@Suite(.timeLimit(.minutes(10)))
struct CatalogueBackupTests {
  private let clock = ManualClock(milliseconds: Device.start)
  private let birth = "1.001193"
  private let passphrase = "mười hai chữ trở lên"

  /// A device that received one dossier under the province's version.
  private func device() async throws -> Device {
    let rig = try await HubRig.start(clock: clock)
    let device = try await Device(rig, clock: clock)
    _ = try await rig.hub.publishCatalogue(Published.files(birth, version: "2026.5"), note: "")
    _ = try await device.agent().once()
    device.office.library.refresh()
    let received = try device.receive()
    #expect(try device.office.state(code: received.code).state.version == "2026.5")
    return device
  }

  /// Restores on an empty machine that has the program's own procedures only.
  private func restore(_ backup: URL) throws -> OfficeRestore {
    let reader = try BackupReader(backup)
    return try OfficeRestore.begin(
      reader, with: .passphrase(passphrase), mode: .plainFile,
      Surroundings(
        data: backup.appendingPathExtension("restored"), share: HubRig.share, clock: clock,
        random: SeededRandom(seed: 9)))
  }

  @Test func `it comes back with its name and its procedure, without a link`() async throws {
    let device = try await device()
    let before = try #require(try device.office.store.summaries().first)
    #expect(before.applicant != "")
    let backup = device.folder.appendingPathExtension("backup")
    defer { try? FileManager.default.removeItem(at: backup) }
    try await device.office.store.backup(to: backup, holders: [.passphrase(passphrase)]) { _, _ in }
    let restored = try restore(backup)
    defer { restored.abandon() }
    let office = restored.office
    let after = try #require(try office.store.summaries().first)
    #expect(after.applicant == before.applicant && after.title == before.title)
    #expect(office.store.shelf.version == 1)
    #expect(
      try office.library.catalogue.entry(birth, version: "2026.5").procedure.version == "2026.5")
    #expect(try office.store.check() == [])
  }

  @Test func `a backup made without the catalogue is restored all the same`() async throws {
    let device = try await device()
    // As programs before this one made them.
    try FileManager.default.removeItem(at: device.folder.appending(path: "catalogue/pieces"))
    let backup = device.folder.appendingPathExtension("backup")
    defer { try? FileManager.default.removeItem(at: backup) }
    try await device.office.store.backup(to: backup, holders: [.passphrase(passphrase)]) { _, _ in }
    let restored = try restore(backup)
    defer { restored.abandon() }
    #expect(restored.office.store.shelf.version == 0)
    #expect(try restored.office.store.summaries().map(\.version) == ["2026.5"])
    #expect(try restored.office.store.check() == [])
  }

  @Test func `a damaged piece of the catalogue is left out of a backup`() async throws {
    let device = try await device()
    let pieces = device.folder.appending(path: "catalogue/pieces")
    let first = try #require(try FileManager.default.contentsOfDirectory(atPath: pieces.path).min())
    try Data("x".utf8).write(to: pieces.appending(path: first))
    let backup = device.folder.appendingPathExtension("backup")
    defer { try? FileManager.default.removeItem(at: backup) }
    try await device.office.store.backup(to: backup, holders: [.passphrase(passphrase)]) { _, _ in }
    let restored = try restore(backup)
    defer { restored.abandon() }
    #expect(restored.office.store.shelf.version == 0)
    #expect(try restored.office.store.check() == [])
  }
}
