import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Testing

/// Nobody was told.
struct Unheard: Error {}

/// A machine seals to a recovery sheet from when its code was shown, and to no other
/// (docs/keys.md).
struct RecoverySheetTests {
  @Test func `a first backup that fails leaves no sheet that nobody has`() async throws {
    let province = try await Province()
    let office = try await Machine(province, seed: 1)
    let folder = office.scratch.url
    // An office on its own: no province opens its backups.
    let holders = {
      BackupHolder.all(
        sheet: try office.store.recoverySheet(), passphrase: nil, newSheet: false,
        random: SystemRandom())
    }
    await #expect(throws: BackupError.self) {
      try await office.store.backup(to: folder.appending(path: "no/stick"), holders: holders()) {
        _, _ in Issue.record("nothing is shown of a backup that does not stand")
      }
    }
    let file = folder.appending(path: "a.backup")
    await #expect(throws: BackupError.self) {
      try await office.store.backup(to: file, holders: holders()) { _, _ in throw Unheard() }
    }
    #expect(try office.store.recoverySheet() == nil)
    var code: String?
    try await office.store.backup(to: file, holders: holders()) { code = $1?.code }
    let paper = try #require(code.flatMap { RecoverySecret(code: $0) })
    let later = folder.appending(path: "b.backup")
    try await office.store.backup(to: later, holders: holders()) {
      #expect($0.ways == ["sheet"] && $1 == nil)
    }
    for file in [file, later] {
      let reader = try BackupReader(file)
      #expect(try reader.verify(reader.envelope.open(.recovery(paper))) == 3)
    }
  }

  @Test func `the hub's first backup that fails leaves no sheet that nobody has`() async throws {
    let province = try await Province()
    let hub = province.hub
    let folder = province.scratch.url
    let lost = try await hub.backupHolders(passphrase: nil)
    await #expect(throws: (any Error).self) {
      try await hub.backup(to: folder.appending(path: "no/stick"), holders: lost) { _, _ in
        Issue.record("nothing is shown of a backup that does not stand")
      }
    }
    let file = folder.appending(path: "a.backup")
    await #expect(throws: BackupError.self) {
      try await hub.backup(to: file, holders: lost) { _, _ in throw Unheard() }
    }
    #expect(try await hub.recoverySheet() == nil)
    var code: String?
    try await hub.backup(to: file, holders: hub.backupHolders(passphrase: nil)) { code = $1?.code }
    let paper = try #require(code.flatMap { RecoverySecret(code: $0) })
    // A new sheet nobody was shown leaves this one in force.
    let new = try await hub.backupHolders(passphrase: nil, newSheet: true)
    await #expect(throws: BackupError.self) {
      try await hub.backup(to: folder.appending(path: "b.backup"), holders: new) { _, _ in
        throw Unheard()
      }
    }
    let later = folder.appending(path: "c.backup")
    try await hub.backup(to: later, holders: hub.backupHolders(passphrase: nil)) {
      #expect($0.ways == ["sheet"] && $1 == nil)
    }
    for file in [file, later] {
      let reader = try BackupReader(file)
      #expect(try reader.verify(reader.envelope.open(.recovery(paper))) == 2)
    }
  }

  @Test func `a sheet that could not be kept is told to open this backup only`() async throws {
    let holders = BackupHolder.all(
      sheet: nil, passphrase: nil, newSheet: false, random: SystemRandom())
    var steps: [String] = []
    let error = await #expect(throws: BackupError.self) {
      try await holders.handOver(show: { _ in steps.append("shown") }) { _ in
        steps.append("kept")
        throw Unheard()
      }
    }
    #expect(steps == ["shown", "kept"])
    #expect(error?.description.contains("opens this backup only") == true)
    #expect(error?.isOfTheBackup == false)
  }

  @Test func `what was put back seals to the sheet it was opened with or to none`() async throws {
    let province = try await Province()
    let hub = province.hub
    let first = province.scratch.url.appending(path: "first.backup")
    try await hub.backup(to: first, holders: hub.backupHolders(passphrase: nil)) { _, _ in }
    let old = try #require(try await hub.recoverySheet())
    // This backup holds the old sheet's open half, whose paper was thrown away for the new one.
    let file = province.scratch.url.appending(path: "second.backup")
    let holders = try await hub.backupHolders(passphrase: "mười hai chữ trở lên", newSheet: true)
    var shown: RecoverySecret?
    try await hub.backup(to: file, holders: holders) { shown = $1 }
    let paper = try #require(shown)
    let new = try #require(try await hub.recoverySheet())
    #expect(new != old)
    let ways: [(BackupOpener, AgreementPublicKey?)] = [
      (.recovery(paper), new), (.passphrase("mười hai chữ trở lên"), nil),
    ]
    for (number, (opener, sheet)) in ways.enumerated() {
      let place = province.scratch.url.appending(path: "back-\(number)")
      _ = try await HubFolder.restore(
        BackupReader(file), with: opener, to: place, mode: .plainFile, credentialsDirectory: nil,
        clock: province.clock, random: SystemRandom(), actor: "local:0")
      let back = try HubFolder.open(
        at: place, credentialsDirectory: nil, clock: province.clock, random: SystemRandom())
      #expect(try await back.recoverySheet() == sheet)
    }
  }
}
