import DossierStore
import Foundation
import GRDB
import Hub
import Identity
import Sync
import Testing

/// What an erasure reaches beside the journal: forks, runs that wait, the log of the storage, the
/// secret.
struct ErasedRunTests {
  private static let name = "Lò Văn Bí Mật"

  /// Everything sealed in the hub's file, opened.
  private func opened(_ province: Province) throws -> [String] {
    let key = try KeyFolder.open(at: province.folder, credentialsDirectory: nil).keys.storage
      .derive("hub store")
    let columns = [
      ("entry", "sealed_body", "'body ' || author || '.' || epoch || '.' || seq"),
      ("secret", "sealed_secret", "'secret ' || subject"),
      ("dossier", "sealed_summary", "'dossier ' || subject"),
      ("held", "sealed_run", "'run ' || author || ' ' || epoch || ' ' || after"),
      ("fork", "sealed_run", "'fork ' || author || ' ' || epoch || ' ' || first"),
    ]
    let database = try DatabaseQueue(
      path: province.folder.appending(path: HubFolder.storeName).path)
    return try database.read { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM officer") == 0)
      return try columns.flatMap { table, column, context in
        try Row.fetchAll(
          db, sql: "SELECT \(column), \(context) FROM \(table) WHERE \(column) IS NOT NULL"
        ).map { row in
          let plain = try key.open(row[0], context: row[1])
          guard table == "held" || table == "fork" else {
            return String(decoding: plain, as: UTF8.self)
          }
          return try StreamRun(encoded: plain).entries.compactMap { $0.bodyBytes }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        }
      }
    }
  }

  private func told(_ name: String, _ province: Province) throws -> Int {
    try opened(province).filter { $0.contains(name) }.count
  }

  private func run(_ fork: ForkRecord, _ province: Province) throws -> StreamRun {
    let key = try KeyFolder.open(at: province.folder, credentialsDirectory: nil).keys.storage
      .derive("hub store")
    let context = "fork \(fork.author) \(fork.epoch) \(fork.first)"
    return try StreamRun(encoded: key.open(fork.sealed, context: context))
  }

  @Test func `an erased dossier is erased in forks, and its twin of the same name is not`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let shared = try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    let one = try a.receive("Máy gốc")
    let other = try clone.receive(Self.name)
    #expect(one == other)
    try clone.set(4, shared)
    try await a.settle()
    try await clone.settle()
    let fork = try #require(try await province.hub.store.read { try $0.forks() }.first)
    let before = try run(fork, province)
    #expect(try told(Self.name, province) > 1)
    // The dossier that kept the name goes; what the clone wrote under it is another's.
    try a.store.erase(one, basis: "Nhầm", by: "local:1000")
    try await a.settle()
    try await clone.settle()
    #expect(try told("Máy gốc", province) == 0)
    #expect(try told(Self.name, province) > 1)
    let again = try #require(
      try clone.store.summaries().first { try clone.store.isNamed(Self.name, $0.id) }?.id)
    try clone.store.erase(again, basis: "Theo yêu cầu", by: "local:1000")
    try await clone.settle()
    #expect(try told(Self.name, province) == 0)
    // What the fork proves it still proves: its chain leads to the end its author signed.
    let kept = try #require(try await province.hub.store.read { try $0.forks() }.first)
    let after = try run(kept, province)
    #expect(after.entries.map(\.head) == before.entries.map(\.head))
    let start = ChainCheck.Position(
      epoch: 1, seq: 1, chain: try await chain(province, a.id, at: 1))
    let checked = try ChainCheck.verify(
      after.entries, after: start, head: after.head, key: a.keys.signing.publicKey
    ) { $0 == shared ? try secret(of: shared, province) : nil }
    #expect(checked.map(\.entry.content).map { $0 == nil } == [true, false])
    #expect(try await province.problems() == [])
  }

  private func entries(of author: DeviceID, _ province: Province) async throws -> [StoredEntry] {
    try await province.hub.store.read { rows in
      try rows.entries(author: author, epoch: 1, after: 0, limit: 9)
    }
  }

  private func chain(_ province: Province, _ author: DeviceID, at seq: Int) async throws -> Digest {
    try await province.hub.store.read { rows in
      try rows.entries(author: author, epoch: 1, after: 0, limit: seq)
        .reduce(Chain.start) { Chain.next($0, $1.digest) }
    }
  }

  private func secret(of subject: SubjectID, _ province: Province) throws -> Data? {
    let database = try DatabaseQueue(
      path: province.folder.appending(path: HubFolder.storeName).path)
    let key = try KeyFolder.open(at: province.folder, credentialsDirectory: nil).keys.storage
      .derive("hub store")
    return try database.read { db in
      try Data.fetchOne(
        db, sql: "SELECT sealed_secret FROM secret WHERE subject = ?",
        arguments: [subject.description])
    }.map { try key.open($0, context: "secret \(subject)") }
  }

  @Test func `an erased dossier is erased in runs that wait, and they count all the same`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    try b.receive("Trước")
    let first = try b.store.courierParcels(unit: Province.unit, fileBytes: 0)
    try b.store.append(
      [
        EntryDraft(
          kind: "dossier.edited", subject: .existing(dossier),
          body: ["changes": ["nks/hoTen": ["v": .string(Self.name), "over": []]]])
      ], by: "local:1000")
    let second = try b.store.courierParcels(unit: Province.unit, onlyNew: true, fileBytes: 0)
    #expect(try await province.hub.readCourier(second[0].data) == .held)
    #expect(try told(Self.name, province) == 1)
    try a.store.erase(dossier, basis: "Theo yêu cầu", by: "local:1000")
    try await a.settle()
    #expect(try told(Self.name, province) == 0)
    #expect(try await province.hub.heldRuns().count == 1)
    // The same stick once more, after the erasure, brings nothing of it back.
    _ = try await province.hub.readCourier(second[0].data)
    #expect(try told(Self.name, province) == 0)
    #expect(try await province.hub.readCourier(first[0].data) == .taken(new: 2))
    #expect(try await province.hub.heldRuns() == [])
    try await b.settle()
    #expect(try b.store.pending().entries == 0)
    #expect(try await province.problems() == [])
  }

  @Test func `the secret goes with the next backup once every device knows of the erasure`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    // A program that cannot be told what the hub cannot check.
    let late = try await Machine(province, seed: 3, level: RequestRecovery.unprovable - 1)
    let dossier = try a.receive(Self.name)
    for machine in [a, b, late] { try await machine.settle() }
    try a.store.erase(dossier, basis: "Theo yêu cầu", by: "local:1000")
    try await a.settle()
    try await backUp(province)
    #expect(try secret(of: dossier, province) != nil, "two devices may still send bodies")
    // One that hears of it, and says with the next request that it has; one that is revoked.
    try late.set(4, dossier)
    let stick = try late.store.courierParcels(unit: Province.unit, fileBytes: 0)
    try await province.hub.revoke(late.id, actor: "local:0")
    for machine in [a, b] {
      try await machine.settle()
      try await machine.exchange()
    }
    try await backUp(province)
    #expect(try secret(of: dossier, province) == nil)
    #expect(try await province.problems() == [])
    // Nothing of it can be checked any more, so nothing of it is kept.
    #expect(try await province.hub.readCourier(stick[0].data) == .known)
    #expect(try await province.hub.heldRuns() == [])
    // Nor is it sent again and again: a revoked device is not told why.
    #expect(try await late.settle() <= 2)
    #expect(try late.store.pending().entries == 1)
    for machine in [a, b] { #expect(try machine.problems() == []) }
  }

  @Test func `what a revoked device wrote about an erased dossier goes without bodies`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let late = try await Machine(province, seed: 2)
    let dossier = try a.receive(Self.name)
    for machine in [a, late] { try await machine.settle() }
    try late.set(4, dossier)
    let photo = try late.attach(Data("ảnh".utf8), to: dossier)
    let behind = try late.receive("Sau đó")
    try await destroy(dossier, by: a, revoking: late, province)
    #expect(try secret(of: dossier, province) == nil)
    // The hub names what it cannot check, and gets it as it would from a device that erased it.
    #expect(try late.store.pending().entries == 3)
    #expect(try await late.settle() == 2)
    #expect(try late.store.pending().entries == 0)
    #expect(try late.store.pending().files == 0)
    let kept = try await entries(of: late.id, province)
    #expect(kept.map(\.subject) == [dossier, dossier, behind])
    #expect(kept.map { $0.body == nil } == [true, true, false])
    #expect(kept.allSatisfy { $0.standing == .quarantined })
    #expect(try late.store.file(photo).count > 0, "nothing is destroyed by it")
    // The same stick, and the same request again, change nothing.
    for parcel in try late.store.courierParcels(unit: Province.unit, fileBytes: 0) {
      _ = try await province.hub.readCourier(parcel.data)
    }
    #expect(try await late.settle() == 1)
    #expect(try await province.hub.release(late.id, actor: "local:0") == 3)
    try await a.settle()
    #expect(try a.store.state(of: behind)?.fields["nks/hoTen"]?.value == "Sau đó")
    #expect(try !a.store.isNamed(Self.name, dossier))
    #expect(try told(Self.name, province) == 0)
    #expect(try await province.problems() == [])
    for machine in [a, late] { #expect(try machine.problems() == []) }
  }

  @Test(arguments: [false, true])
  func `a hub put back to before an erasure gets the bodies it can check again`(isSaid: Bool)
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let late = try await Machine(province, seed: 2)
    let dossier = try a.receive(Self.name)
    for machine in [a, late] { try await machine.settle() }
    let before = try province.snapshot()
    try late.set(4, dossier)
    try await destroy(dossier, by: a, revoking: late, province)
    try await late.settle()
    #expect(try late.store.pending().entries == 0)
    try province.putBack(before)
    if isSaid { try await province.hub.startEpoch(reason: "restore", actor: "local:0") }
    // Nobody has told this hub of the erasure, nor that the device is revoked.
    try await late.settle()
    #expect(try late.store.pending().entries == 0)
    let kept = try await entries(of: late.id, province)
    #expect(kept.map { $0.body == nil } == [false])
  }

  /// The dossier's secret goes with a backup; a device that was revoked does not hear of it.
  private func destroy(
    _ dossier: SubjectID, by a: Machine, revoking late: Machine, _ province: Province
  ) async throws {
    try await province.hub.revoke(late.id, actor: "local:0")
    try a.store.erase(dossier, basis: "Theo yêu cầu", by: "local:1000")
    try await a.settle()
    try await a.exchange()
    try await backUp(province)
  }

  private func backUp(_ province: Province) async throws {
    let target = province.scratch.url.appending(path: "\(UUID().uuidString).mbk")
    try await province.hub.backup(to: target, holders: [.passphrase("mười hai chữ trở lên")]) {
      _, _ in
    }
  }

  @Test func `an erasure empties the storage's log`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive(Self.name)
    try await a.settle()
    let log = province.folder.appending(path: HubFolder.storeName + "-wal")
    #expect(try Data(contentsOf: log).count > 0)
    try a.store.erase(dossier, basis: "Theo yêu cầu", by: "local:1000")
    let request = try #require(try a.store.nextRequest(byteLimit: 96 * 1024))
    _ = try await province.hub.exchange(request.message)
    #expect(try Data(contentsOf: log).count == 0)
  }
}

extension DossierStore {
  fileprivate func isNamed(_ name: String, _ dossier: SubjectID) throws -> Bool {
    try state(of: dossier)?.fields["nks/hoTen"]?.value == name
  }
}
