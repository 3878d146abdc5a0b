import Foundation
import Identity
import Testing

/// docs/protocol.md, “Entries”, “Unit logs”, “Receipts”: what is signed is detected when a byte of
/// it changes.
struct SignedTextTests {
  private let hub = SigningKey(random: SeededRandom(seed: 10))
  private let device = SigningKey(random: SeededRandom(seed: 11))

  /// Whether any single flipped bit of `bytes` leaves something `accepts` still takes for good.
  private func survivors(of bytes: Data, accepts: (Data) -> Bool) -> [Int] {
    bytes.indices.filter { index in
      (0..<8).contains { bit in
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        return accepts(damaged)
      }
    }
  }

  @Test func `a checkpoint with one flipped bit is refused`() throws {
    let checkpoint = Checkpoint.sign(
      unit: "H99.88", epoch: 1, size: 7, root: .of(Data("x".utf8)), time: 1_795_000_000_000,
      key: hub)
    #expect(checkpoint.isValid(hub.publicKey))
    #expect(!checkpoint.isValid(device.publicKey))
    let accepted = survivors(of: checkpoint.json.canonical) { bytes in
      (try? Checkpoint(jsonBytes: bytes))?.isValid(hub.publicKey) ?? false
    }
    #expect(accepted.isEmpty)
  }

  @Test func `a stream head with one flipped bit is refused`() {
    let head = StreamHead.sign(epoch: 1, seq: 3, chain: .of(Data("c".utf8)), key: device)
    #expect(head.isValid(device.publicKey))
    let accepted = survivors(of: head.json.canonical) { bytes in
      (try? StreamHead(jsonBytes: bytes))?.isValid(device.publicKey) ?? false
    }
    #expect(accepted.isEmpty)
  }

  @Test func `a trust bundle keeps what it does not know and loses nothing unseen`() throws {
    let bundle = TrustBundle.sign(
      issued: 5, devices: [.init(key: device.publicKey, unit: "H99.88", from: 1, to: 9)], key: hub)
    #expect(bundle.verify(pinned: hub.publicKey))
    #expect(!bundle.verify(pinned: device.publicKey))
    #expect(try TrustBundle(json: bundle.json) == bundle)
    let accepted = survivors(of: bundle.json.canonical) { bytes in
      (try? TrustBundle(jsonBytes: bytes))?.verify(pinned: hub.publicKey) ?? false
    }
    #expect(accepted.isEmpty)
  }

  @Test func `a trust bundle names units, in the order of codes; one without any is as before`()
    throws
  {
    let units = [
      TrustBundle.Unit(code: "H99.89", name: "UBND xã Vạn Mai Thử"),
      TrustBundle.Unit(code: "H99.88", name: "UBND xã Pà Cò Thử"),
    ]
    let bundle = TrustBundle.sign(issued: 5, devices: [], units: units, key: hub)
    let read = try TrustBundle(jsonBytes: bundle.json.canonical)
    #expect(read.verify(pinned: hub.publicKey))
    #expect(read.units.map(\.code) == ["H99.88", "H99.89"])
    #expect(read == bundle)
    let plain = TrustBundle.sign(issued: 5, devices: [], key: hub)
    #expect(plain.json["units"] == nil && plain.units.isEmpty)
  }

  @Test func `a receipt is judged by the bundle`() throws {
    let code = ReceiptCode.sign(
      code: "H99.88-261121-0001", address: "http://127.0.0.1:8710/t/", key: device)
    let text = code.text
    #expect(text.hasPrefix("http://127.0.0.1:8710/t/H99.88-261121-0001?d=\(device.deviceID)&s="))
    let read = try ReceiptCode.parse(text)
    #expect(read == code)
    func bundle(_ key: VerifyingKey, to end: Int64?) -> TrustBundle {
      .sign(issued: 5, devices: [.init(key: key, unit: "H99.88", from: 1, to: end)], key: hub)
    }
    let good = bundle(device.publicKey, to: nil)
    #expect(read.verify(good, at: nil) == .valid(device: device.deviceID, unit: "H99.88"))
    #expect(
      read.verify(bundle(hub.publicKey, to: nil), at: nil) == .unknownDevice(device.deviceID))
    let ended = bundle(device.publicKey, to: 100)
    let verdict = ReceiptVerdict.keyEnded(device: device.deviceID, unit: "H99.88", since: 100)
    #expect(read.verify(ended, at: nil) == verdict)
    #expect(read.verify(ended, at: 100) == verdict)
    #expect(read.verify(ended, at: 99) == .valid(device: device.deviceID, unit: "H99.88"))
    let accepted = survivors(of: Data(text.utf8)) { bytes in
      guard let text = String(validating: bytes, as: UTF8.self),
        let read = try? ReceiptCode.parse(text)
      else { return false }
      if case .valid = read.verify(good, at: nil) {
        return true
      }
      return false
    }
    #expect(accepted.isEmpty)
  }

  @Test(arguments: ["", "http://x/t/A", "http://x/t/?d=a&s=b", "?d=&s=", "H99?d=x&s=y", "\u{0}"])
  func `a text that is no receipt is refused`(text: String) {
    #expect(throws: ReceiptError.self) { try ReceiptCode.parse(text) }
  }
}
