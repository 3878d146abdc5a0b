import Foundation
import Identity
import Testing

/// docs/protocol-formats.md, “Receipts with facts”: base45 against the examples of RFC 9285, CBOR
/// against those of RFC 8949, appendix A.
struct ReceiptEncodingTests {
  @Test(arguments: [
    ("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0"),
    ("", ""),
  ])
  func `base45 as in the RFC`(_ plain: String, _ coded: String) {
    #expect(Base45.encode(Data(plain.utf8)) == coded)
    #expect(Base45.decode(coded) == Data(plain.utf8))
  }

  @Test(arguments: ["A", "BB8B", "GGW", "::", "bb8", "BB8é", ":::"])
  func `what no encoder of base45 writes is refused`(_ text: String) {
    #expect(Base45.decode(text) == nil)
  }

  @Test(arguments: [
    (CBOR.integer(0), "00"), (.integer(23), "17"), (.integer(24), "1818"), (.integer(100), "1864"),
    (.integer(1000), "1903e8"), (.integer(1_000_000), "1a000f4240"),
    (.integer(1_000_000_000_000), "1b000000e8d4a51000"), (.integer(-1), "20"),
    (.integer(-100), "3863"), (.integer(-1000), "3903e7"),
    (.bytes(Data([1, 2, 3, 4])), "4401020304"),
    (.text("IETF"), "6449455446"), (.text("ü"), "62c3bc"), (.array([]), "80"),
    (.array([.integer(1), .integer(2), .integer(3)]), "83010203"), (.map([:]), "a0"),
    (.map([1: .integer(2), 3: .integer(4)]), "a201020304"),
    (.tagged(1, .integer(1_363_896_240)), "c11a514b67b0"),
  ])
  func `CBOR as in the RFC`(_ value: CBOR, _ hex: String) {
    #expect(value.encoded.hex == hex)
    #expect(CBOR(decoding: value.encoded) == value)
  }

  @Test(arguments: [
    "", "18", "1b", "61", "4101ff", "9f01ff", "a1", "a20101", "a101", "a20101 0102", "ff", "f4",
    "1bffffffffffffffff", "9bffffffffffffffff", "bb7fffffffffffffff", "5bffffffffffffffff", "61ff",
  ])
  func `what is no CBOR of ours is refused`(_ hex: String) {
    let digits = Array(hex.filter { $0 != " " })
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
    #expect(CBOR(decoding: Data(bytes)) == nil)
  }

  @Test func `values too deep are refused`() {
    #expect(CBOR(decoding: Data(repeating: 0x81, count: 100_000) + [0]) == nil)
  }
}

/// docs/protocol-formats.md, “Receipts with facts”: with several keys, ended keys and changed
/// bytes.
struct SignedReceiptTests {
  private let keys = (1...3).map { SigningKey(random: SeededRandom(seed: $0)) }
  private let facts = SignedReceipt.Facts(
    code: "H99.88-261121-1000", procedure: "1.004873", unit: "H99.88",
    receivedAt: 1_795_143_600_123, dueAt: 1_795_400_000_000, lookup: "7K3MPA")

  private func bundle(_ ends: [Int64?]) -> TrustBundle {
    TrustBundle.sign(
      issued: 0,
      devices: zip(keys, ends).map {
        TrustBundle.Device(key: $0.publicKey, unit: "H99.88", from: 0, to: $1)
      }, key: keys[0])
  }

  @Test func `facts come back to the second and hold under each of several keys`() throws {
    let bundle = bundle([nil, nil, nil])
    for key in keys {
      let read = try SignedReceipt.parse(SignedReceipt.sign(facts, key: key).text)
      #expect(read.facts == facts && read.facts.receivedAt == 1_795_143_600_000)
      #expect(read.verify(bundle) == .valid(device: key.deviceID, unit: "H99.88"))
    }
  }

  @Test func `every character may stand in a QR code's alphanumeric mode`() {
    let text = SignedReceipt.sign(facts, key: keys[0]).text
    let alphabet = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    #expect(text.hasPrefix("MC1:") && text.allSatisfy(alphabet.contains))
  }

  @Test func `a receipt of before its key ended stays good, one of later is not`() throws {
    let end = facts.receivedAt + 1000
    let text = SignedReceipt.sign(facts, key: keys[1]).text
    let read = try SignedReceipt.parse(text)
    #expect(read.verify(bundle([nil, end])) == .valid(device: keys[1].deviceID, unit: "H99.88"))
    // Receipts know seconds: one of the second in which the key ended does not count.
    for before in [facts.receivedAt - 1, facts.receivedAt, facts.receivedAt + 999] {
      #expect(
        read.verify(bundle([nil, before]))
          == .keyEnded(device: keys[1].deviceID, unit: "H99.88", since: before))
    }
    #expect(read.verify(bundle([nil])) == .unknownDevice(keys[1].deviceID))
  }

  @Test func `no changed character is taken for genuine`() throws {
    let text = Array(SignedReceipt.sign(facts, key: keys[0]).text)
    let bundle = bundle([nil])
    for place in text.indices {
      var forged = text
      forged[place] = forged[place] == "0" ? "1" : "0"
      guard let read = try? SignedReceipt.parse(String(forged)) else { continue }
      #expect(read.verify(bundle) != .valid(device: keys[0].deviceID, unit: "H99.88"))
    }
  }

  @Test(arguments: ["", "MC1:", "MC1:BB8", "MC2:BB8", "http://x", "MC1:é"])
  func `what is no receipt is refused`(_ text: String) {
    #expect(throws: ReceiptError.self) { try SignedReceipt.parse(text) }
  }
}
