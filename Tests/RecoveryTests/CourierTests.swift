import DossierStore
import Dossiers
import Foundation
import Hub
import Identity
import Sync
import Testing

/// docs/protocol.md, “Courier”.
struct CourierTests {
  private static let noLimit = 1 << 30

  private func load(_ machine: Machine, onlyNew: Bool = false) throws -> [CourierParcel] {
    try machine.store.courierParcels(
      unit: Province.unit, onlyNew: onlyNew, fileBytes: Self.noLimit
    )
  }

  @Test func `dossiers reach the province by stick and the officer reads that they did`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    for _ in 0..<41 { try a.receive() }
    let stick = try load(a)
    #expect(
      try a.store.courierReport().sentence.vi
        == "0 trên 41 hồ sơ đã tới tỉnh, còn 41 hồ sơ chưa tới, không trùng.")
    for parcel in stick {
      #expect(try await province.hub.readCourier(parcel.data) == .taken(new: 41))
      #expect(try await province.hub.readCourier(parcel.data) == .known)
    }
    let back = try await province.hub.courierParcels(for: Province.unit)
    #expect(back.count == 1)
    #expect(try a.store.readCourier(back[0].data) == .taken(new: 0))
    #expect(try a.store.readCourier(back[0].data) == .known)
    #expect(
      try a.store.courierReport().sentence.vi == "41 hồ sơ đã tới tỉnh, không sót, không trùng.")
    #expect(try a.store.pending().entries == 0)
    #expect(try await province.codes() == a.codes())
    #expect(try a.problems() == [])
    #expect(try await province.problems() == [])
    // The link comes back and finds nothing to repeat.
    let request = try #require(try a.store.nextRequest(byteLimit: 1000))
    #expect(request.outbox.entries.isEmpty)
    try await a.settle()
    #expect(try a.problems() == [])
  }

  @Test func `a second stick without the first is held, shown and applied later`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try a.receive()
    let first = try load(a)
    try a.receive()
    let second = try load(a, onlyNew: true)
    #expect(try await province.hub.readCourier(second[0].data) == .held)
    #expect(try await province.hub.heldRuns().map { [$0.after, $0.last] } == [[1, 2]])
    #expect(try await province.codes() == [])
    let waiting = try await province.hub.courierParcels(for: Province.unit)
    _ = try a.store.readCourier(waiting[0].data)
    #expect(try a.store.pending().entries == 2, "what is held is not acknowledged")
    #expect(try await province.hub.readCourier(first[0].data) == .taken(new: 2))
    #expect(try await province.codes().count == 2)
    #expect(try await province.hub.heldRuns() == [])
    // And towards the commune: the log from 1 on before the log from 0 on.
    try await b.settle()
    let early = try await province.hub.courierParcels(for: Province.unit)
    #expect(try a.store.readCourier(early[0].data) == .taken(new: 0))
    try b.receive()
    try await b.settle()
    try await a.settle()
    #expect(try a.codes().count == 3)
    #expect(try await province.problems() == [])
  }

  @Test func `a part of the log ahead of what is here is held and applied later`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try b.receive()
    try await b.settle()
    let one = try await province.hub.courierParcels(for: Province.unit)
    // A exchanges by link and says so, then loses the answer's content to a restore.
    let backup = try a.snapshot()
    try await a.settle()
    try await a.exchange()
    try b.receive()
    try await b.settle()
    try await b.exchange()
    let two = try await province.hub.courierParcels(for: Province.unit)
    try a.putBack(backup)
    #expect(try a.store.readCourier(two[0].data) == .held)
    #expect(try a.store.heldLines() == 1)
    #expect(try a.codes() == [])
    #expect(try a.store.readCourier(one[0].data) == .taken(new: 2))
    #expect(try a.store.heldLines() == 0)
    #expect(try a.codes() == b.codes())
    #expect(try a.problems() == [])
  }

  @Test func `a file cut short, changed, foreign or for others is named and changes nothing`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let other = try await Province(seed: 51)
    try a.receive()
    let good = try load(a)[0].data
    var changed = good
    changed[good.count - 100] ^= 1
    let cases: [(Data, CourierProblem)] = [
      (good.prefix(good.count - 1), .cutShort), (good.prefix(40), .cutShort),
      (changed, .notSigned), (good + Data([0]), .damaged), (Data("Họ và tên;Ngày".utf8), .foreign),
      (Data(), .cutShort), (Data(count: 5000), .cutShort),
    ]
    for (bytes, problem) in cases {
      #expect(try await province.hub.readCourier(Data(bytes)) == .unusable(problem))
    }
    #expect(try await other.hub.readCourier(good) == .unusable(.otherHub))
    #expect(try await province.codes() == [])
    #expect(try a.store.readCourier(good) == .own)
    let log = try await province.hub.courierParcels(for: Province.unit)[0].data
    #expect(try await province.hub.readCourier(log) == .own)
    for length in stride(from: 0, to: log.count, by: 97) {
      #expect(try a.store.readCourier(log.prefix(length)) == .unusable(.cutShort))
    }
    #expect(try a.store.cursors().isEmpty)
  }

  @Test func `nothing of a dossier lies open in a file`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive("Lò Văn Bí Mật")
    let run = try load(a)[0].data
    _ = try await province.hub.readCourier(run)
    let log = try await province.hub.courierParcels(for: Province.unit)[0].data
    for bytes in [run, log] {
      #expect(bytes.range(of: Data("Bí Mật".utf8)) == nil)
      #expect(bytes.range(of: Data("H99.88-261121".utf8)) == nil)
    }
  }

  @Test func `attachments travel in pieces within a limit`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let dossier = try a.receive()
    let large = SeededRandom(seed: 3).bytes(CourierPiece.byteLimit + 1000)
    let small = SeededRandom(seed: 4).bytes(2000)
    for content in [large, small] {
      try a.attach(content, to: dossier)
    }
    let tight = try a.store.writeCourier(unit: Province.unit, fileBytes: 10_000) { _ in true }
    #expect(tight.carried.files == 1 && tight.carried.bytes == small.count)
    #expect(tight.beyondLimit.files == 1 && tight.beyondLimit.bytes == large.count)
    let all = try load(a)
    let pieces = all.filter { $0.name.contains("-file-") }
    #expect(pieces.count == 3)
    // The second piece before the first, and both before the entry that names them.
    #expect(try await province.hub.readCourier(pieces[2].data) == .early)
    #expect(try await province.hub.readCourier(all[0].data) == .taken(new: 3))
    #expect(try await province.hub.readCourier(pieces[2].data) == .early)
    for piece in pieces { _ = try await province.hub.readCourier(piece.data) }
    #expect(try await province.hub.readCourier(pieces[0].data) == .known)
    #expect(try a.store.pending().files == 2)
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      _ = try a.store.readCourier(parcel.data)
    }
    #expect(try a.store.pending().files == 0)
    #expect(try await province.problems() == [])
  }

  @Test func `clones and restored devices find out by stick too`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive()
    let clone = try Machine(clone: a)
    try a.receive("Máy gốc")
    let other = try clone.receive("Máy sao")
    for machine in [a, clone] {
      for parcel in try load(machine) { _ = try await province.hub.readCourier(parcel.data) }
    }
    #expect(try await province.hub.forks().map(\.first) == [2])
    for _ in 0..<3 {
      for machine in [a, clone] {
        for parcel in try await province.hub.courierParcels(for: Province.unit) {
          _ = try machine.store.readCourier(parcel.data)
        }
        for parcel in try load(machine) { _ = try await province.hub.readCourier(parcel.data) }
      }
    }
    #expect(try await province.codes().count == 3)
    #expect(try await province.hub.codeCollisions().count == 1)
    #expect(try clone.store.codeHold() == nil)
    #expect(try clone.store.streamHead()?.epoch == 2)
    #expect(try clone.store.state(of: other)?.fields["nks/hoTen"]?.value == "Máy gốc")
    for machine in [a, clone] {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.problems() == [])
      #expect(try machine.store.courierReport().waiting == [])
    }
    #expect(try a.store.courierReport().sentence.vi.contains("trùng mã"))
    #expect(try await province.problems() == [])
  }

  @Test(arguments: [1, 2, 3])
  func `a stick that acknowledges what a clone wrote does not hide what this machine wrote`(
    _ count: Int
  ) async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    try a.receive("Chung")
    try await a.settle()
    let clone = try Machine(clone: a)
    for number in 1...2 { try a.receive("Gốc \(number)") }
    for number in 1...count { try clone.receive("Sao \(number)") }
    try await clone.settle()
    // The stick says of one, two or three entries what A has written two of.
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      _ = try? a.store.readCourier(parcel.data)
    }
    #expect(try a.store.pending().entries > 0 || count > 2)
    for machine in [a, clone, a, clone] { try await machine.settle() }
    #expect(try await province.codes().count == 3 + count)
    for machine in [a, clone] {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  /// A machine that took what a stick of an older hub acknowledged to its clone for its own; the
  /// hub has been brought up to date since.
  private func misled() async throws -> (province: Province, machine: Machine, clone: Machine) {
    var limits = HubLimits()
    limits.level = RequestRecovery.parts
    let province = try await Province(limits: limits)
    let a = try await Machine(province, seed: 1)
    try await a.settle()
    let clone = try Machine(clone: a)
    // What A has under the second name is no dossier there.
    try a.set(4, try a.receive("Gốc"))
    try clone.receive("Sao 1")
    try clone.set(4, try clone.receive("Sao 2"))
    // The hub takes the clone's place in the log for A's, and the stick begins there.
    for _ in 0..<2 { try await clone.settle() }
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      #expect(try a.store.readCourier(parcel.data) == .held)
    }
    try province.update()
    return (province, a, clone)
  }

  @Test func `a clone a stick of an older hub misled finds out from the log it refuses`()
    async throws
  {
    let (province, a, clone) = try await misled()
    // A took the acknowledgement for its own, and asks for what it seems to have lost.
    await #expect(throws: StoreError.self) { try await a.settle() }
    for machine in [a, clone, a, clone] { try await machine.settle() }
    #expect(try await province.codes().count == 3)
    for machine in [a, clone] {
      #expect(try await machine.codes() == province.codes())
      #expect(try machine.store.pending().entries == 0)
      #expect(try machine.problems() == [])
    }
    #expect(try await province.problems() == [])
  }

  @Test func `an answer that is refused and tells the hub's level is no reason to wait`()
    async throws
  {
    let (province, a, _) = try await misled()
    // The clone used the nonce.
    #expect(try await a.exchange())
    let request = try #require(try a.store.nextRequest(byteLimit: 1024))
    let answer = try await province.hub.exchange(request.message)
    #expect(try !a.store.hasLearnt(since: request))
    #expect(throws: StoreError.self) { try a.store.take(answer, for: request) }
    #expect(try a.store.hasLearnt(since: request))
    // Asked as a hub of its level is, it says nothing of the log it refuses.
    try await a.settle()
    let next = try #require(try a.store.nextRequest(byteLimit: 1024))
    #expect(try !a.store.hasLearnt(since: next))
  }

  @Test func `a stick brings a restored hub what it lost`() async throws {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    try a.receive()
    try await a.settle()
    try await b.settle()
    try await province.restore(backup)
    for _ in 0..<4 {
      for parcel in try load(b) { _ = try await province.hub.readCourier(parcel.data) }
      for parcel in try await province.hub.courierParcels(for: Province.unit) {
        _ = try b.store.readCourier(parcel.data)
      }
    }
    #expect(try await province.codes() == b.codes())
    #expect(try await province.codes().count == 2)
    #expect(try await province.problems() == [])
    #expect(try b.problems() == [])
  }

  @Test func `what a stick brought while an answer was awaited is offered to a restored hub`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    // Of a level that does not compare streams first: the answer has the log at once.
    let b = try await Machine(province, seed: 2, level: RequestRecovery.forks)
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    let backup = try province.snapshot()
    try await province.hub.changeStatus(
      of: dossier, StatusChange(to: .processing, reason: "Tỉnh thụ lý"), actor: "local:0",
      role: nil)
    let stick = try await province.hub.courierParcels(for: Province.unit)
    try await province.restore(backup)
    // The request does not say what the stick brings while it is on its way.
    let request = try #require(try b.store.nextRequest(byteLimit: 1024))
    for parcel in stick { _ = try b.store.readCourier(parcel.data) }
    #expect(try b.store.state(of: dossier)?.status == 4)
    let answer = try await province.hub.exchange(request.message)
    _ = try b.store.take(answer, for: request)
    try await b.settle()
    #expect(try await province.hub.open(dossier).summary.status == 4)
    #expect(try await province.problems() == [])
    #expect(try b.problems() == [])
  }

  /// The answer tells of the new epoch and has no log yet, as streams are compared first.
  @Test func `what a stick brought is offered though another one brought the log anew`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    let dossier = try a.receive()
    try await a.settle()
    try await b.settle()
    let backup = try province.snapshot()
    try await province.hub.changeStatus(
      of: dossier, StatusChange(to: .processing, reason: "Tỉnh thụ lý"), actor: "local:0",
      role: nil)
    let old = try await province.hub.courierParcels(for: Province.unit)
    try await province.restore(backup)
    let new = try await province.hub.courierParcels(for: Province.unit)
    let request = try #require(try b.store.nextRequest(byteLimit: 1024))
    for parcel in old { _ = try b.store.readCourier(parcel.data) }
    let answer = try await province.hub.exchange(request.message)
    _ = try b.store.take(answer, for: request)
    for parcel in new { _ = try b.store.readCourier(parcel.data) }
    try await b.settle()
    #expect(try await province.hub.open(dossier).summary.status == 4)
    #expect(try await province.problems() == [])
    #expect(try b.problems() == [])
  }

  @Test func `what a restored hub lost is offered though a stick brought the new epoch`()
    async throws
  {
    let province = try await Province()
    let a = try await Machine(province, seed: 1)
    let b = try await Machine(province, seed: 2)
    try a.receive()
    try await a.settle()
    let backup = try province.snapshot()
    let second = try a.receive()
    try await a.settle()
    try await province.hub.changeStatus(
      of: second, StatusChange(to: .processing, reason: "Tỉnh thụ lý"), actor: "local:0", role: nil)
    // The first contact of B, which the hub will have forgotten.
    try await b.settle()
    try await province.restore(backup)
    for parcel in try await province.hub.courierParcels(for: Province.unit) {
      _ = try b.store.readCourier(parcel.data)
    }
    // B follows the new epoch already, and gives back what it knows of the old one all the same.
    try await b.settle()
    #expect(try await province.codes() == b.codes())
    #expect(try await province.codes().count == 2)
    #expect(try await province.hub.open(second).summary.status == 4)
    #expect(try b.store.nextRequest(byteLimit: 1024).map { $0.outbox.entries.count } == 0)
    #expect(try await province.problems() == [])
    #expect(try b.problems() == [])
  }
}
