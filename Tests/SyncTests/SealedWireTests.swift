import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, joining, files, “Courier” and “Backups”: bytes made without this product.
struct SealedWireTests {
  private static let folder = "v1-sealed"
  private static let now: Int64 = 1_795_230_120_000

  private let device: VerifyingKey
  private let hub: VerifyingKey
  private let expected: JSONValue

  init() throws {
    device = try Fixtures.key("deviceKey")
    hub = try Fixtures.key("hubKey")
    expected = try JSONValue(parsing: Self.data("expected.json"))
  }

  @Test func `an invitation is taken up, and what the hub says to it is read`() throws {
    let request = try EnrolmentRequest.verified(Self.message("enrol"))
    #expect(request.code == "2345-6789-ABCD" && request.time == Self.now)
    #expect(try request.signing == device && request.agreement == Self.agreement(3).publicKey)
    #expect(request.unit == nil && request.range == nil)
    let answer = try EnrolmentAnswer.verified(Self.message("enrolled"), pinned: hub)
    #expect(try answer.hubKey == hub && answer.hubAgreement == Self.agreement(4).publicKey)
    #expect(answer.epoch == 1 && answer.nonce == "n0" && answer.time == Self.now)
    #expect(answer.unit["code"] == "H99.88")
    #expect(answer.range == CodeRange(first: 1000, last: 1999))
    let known = try #require(answer.bundle.device(device.deviceID))
    #expect(known.range == 1000...1999 && known.agreement == request.agreement && known.to == nil)
    #expect(answer.bundle.json["future"] == [1], "what a later hub signed is kept")
    #expect(throws: (any Error).self) {
      try EnrolmentAnswer.verified(Self.message("enrolled"), pinned: device)
    }
    let good = try Self.message("enrol")
    let other = SignedMessage(body: good.body + Data(" ".utf8), signature: good.signature)
    #expect(throws: (any Error).self) { try EnrolmentRequest.verified(other) }
  }

  @Test func `the hub's list of keys names its units`() throws {
    let bundle = try TrustBundle(jsonBytes: Fixtures.data("bundle.json", in: "v1-units"))
    #expect(bundle.verify(pinned: hub) && bundle.devices.map(\.id) == [device.deviceID])
    let named = [
      TrustBundle.Unit(code: "H99.88", name: "UBND xã Pà Cò Thử"),
      TrustBundle.Unit(code: "H99.89", name: "UBND xã Vạn Mai Thử"),
    ]
    #expect(bundle.units == named)
  }

  @Test func `chunks of a file are known by what they say`() throws {
    let scan = try Self.data("scan.pdf")
    func chunk(_ offset: Int, _ bytes: Data, isLast: Bool) -> FileChunk {
      FileChunk(
        hub: hub.deviceID, device: device.deviceID, address: .of(scan), offset: offset,
        isLast: isLast, bytes: bytes)
    }
    let (part, last) = (try Self.signature("part"), try Self.signature("last"))
    // The second thousand bytes were sent; 400 came before the cut.
    let cut = chunk(1000, scan[1000..<1400], isLast: false)
    #expect(cut.isValidPart(signature: part, length: 1000, key: device))
    #expect(!cut.isValidPart(signature: part, length: 400, key: device))
    #expect(
      !chunk(1001, scan[1000..<1400], isLast: false).isValidPart(
        signature: part, length: 1000, key: device))
    #expect(chunk(2000, scan[2000...], isLast: true).isValid(signature: last, key: device))
    #expect(
      !chunk(2000, scan[2000...].dropLast(), isLast: true).isValid(
        signature: last, key: device))
  }

  @Test func `a run on a stick opens for the hub alone`() throws {
    let file = try courier("run", device)
    #expect(file.kind == .run && file.unit == "H99.88" && file.hub == hub.deviceID)
    let plain = try file.open(Self.agreement(4), as: hub.deviceID)
    #expect(Digest.of(plain).hex == expected["run"]?.string)
    let request = try ExchangeRequest(encoded: plain, by: hub.deviceID)
    #expect(try request.nonce.isEmpty && request.entries == Fixtures.entries())
    #expect(throws: CourierProblem.notForUs) {
      try file.open(Self.agreement(3), as: device.deviceID)
    }
    #expect(throws: CourierProblem.damaged) {
      try file.open(Self.agreement(5), as: hub.deviceID)
    }
  }

  @Test func `a part of a log on a stick opens for the unit's devices`() throws {
    let file = try courier("log", hub)
    let plain = try file.open(Self.agreement(3), as: device.deviceID)
    #expect(Digest.of(plain).hex == expected["log"]?.string)
    let colleague = try #require(DeviceID(rawValue: String(repeating: "a", count: 16)))
    #expect(try file.open(Self.agreement(6), as: colleague) == plain)
    let log = try CourierLog(encoded: plain)
    #expect(log.hub == hub.deviceID && log.epoch == 1 && log.time == Self.now)
    #expect(try log.have == [.of(Self.data("scan.pdf"))] && log.bundle.verify(pinned: hub))
    #expect(log.part.checkpoint.isValid(hub) && log.part.lines.count == 3)
    let ours = try #require(log.devices[device.deviceID])
    #expect(ours.acks == [1: 3] && ours.held == 2 && ours.ends[1]?.seq == 3)
    #expect(ours.recall == LogCursor(epoch: 1, size: 2))
    #expect(ours.range?.epoch == 1 && ours.range?.range == CodeRange(first: 1000, last: 1999))
    #expect(ours.forks.map(\.fork) == [StreamFork(epoch: 1, from: 3, next: 2)])
    #expect(ours.forks.map(\.digest) == [.of(Data("entry".utf8))])
  }

  @Test func `a piece of a file on a stick is read`() throws {
    let plain = try courier("file", device).open(Self.agreement(4), as: hub.deviceID)
    #expect(Digest.of(plain).hex == expected["file"]?.string)
  }

  @Test(arguments: ["sheet", "province", "passphrase"])
  func `a backup opens in each of its ways`(way: String) throws {
    let reader = try BackupReader(Fixtures.file("backup", in: Self.folder))
    #expect(reader.envelope.kind == .kiosk && reader.envelope.owner == device.deviceID)
    #expect(reader.envelope.created == Self.now)
    #expect(reader.envelope.ways == ["province", "sheet", "passphrase"])
    let opener: BackupOpener =
      switch way {
      case "sheet":
        .recovery(try #require(expected["sheet"]?.string.flatMap(RecoverySecret.init(code:))))
      case "province": .hub(hub.deviceID, try Self.agreement(4))
      default: .passphrase("mười hai chữ trở lên")
      }
    let key = try reader.envelope.open(opener)
    var found: [String: Data] = [:]
    try reader.read(key) { name, _, part in found[name, default: Data()] += part }
    let members = try #require(expected["members"]?.object)
    #expect(found.mapValues { JSONValue.string(Digest.of($0).hex) } == members)
  }

  private func courier(_ kind: String, _ writer: VerifyingKey) throws -> CourierFile {
    let file = try CourierFile(Self.data("motcua-\(writer.deviceID)-\(kind).mcb"))
    #expect(file.kind.rawValue == kind && file.writer == writer.deviceID)
    #expect(file.isSigned(by: writer) && !file.isSigned(by: writer == hub ? device : hub))
    return file
  }

  private static func data(_ name: String) throws -> Data { try Fixtures.data(name, in: folder) }

  private static func message(_ name: String) throws -> SignedMessage {
    try Fixtures.message(name, in: folder)
  }

  private static func signature(_ name: String) throws -> Data {
    let text = String(decoding: try data("\(name).signature"), as: UTF8.self)
    return try #require(Data(base64url: text.trimmingCharacters(in: .newlines)))
  }

  private static func agreement(_ number: UInt8) throws -> AgreementKey {
    try #require(AgreementKey(rawRepresentation: Data(repeating: number, count: 32)))
  }
}
