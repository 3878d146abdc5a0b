import Foundation
import Identity

/// Reads the heads that programs of today write, from their bytes: members in their order, plain
/// texts, nothing else. A head is read again with every look at its dossier, and the way over a
/// JSON value takes several times as long. Whatever is not exactly so is left to that way, which
/// decides whether it is a head at all.
struct HeadReader {
  /// Valid while ``read(_:)`` runs.
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  /// `nil` says nothing about the bytes.
  static func read(_ bytes: Data) -> EntryHead? {
    bytes.withUnsafeBytes { raw in
      raw.withMemoryRebound(to: UInt8.self) { buffer in
        var reader = HeadReader(bytes: buffer)
        return reader.head(bytes)
      }
    }
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private mutating func head(_ canonical: Data) -> EntryHead? {
    guard take(#"{"a":"#), let author = text().flatMap(DeviceID.init(ascii:)),
      take(#","c":"#), let clock = text().flatMap(Self.clock),
      take(#","e":"#), let epoch = count(), epoch >= 1,
      take(#","k":"#), let kind = text(),
      take(#","o":"#), let actor = text()
    else { return nil }
    var replaces: [EntryID] = []
    if take(#","r":["#) {
      repeat {
        guard let id = text().flatMap(EntryID.init(ascii:)) else { return nil }
        // Sorted and none twice, as we write them.
        if let last = replaces.last, last >= id { return nil }
        replaces.append(id)
      } while take(",")
      guard take("]") else { return nil }
    }
    guard take(#","s":"#), let seq = count(), seq >= 1, take(#","t":"#), let time = number()
    else { return nil }
    var subject: SubjectID?
    if take(#","u":"#) {
      guard let id = text().flatMap(EntryID.init(ascii:)) else { return nil }
      subject = id
    }
    guard take("}"), position == bytes.count else { return nil }
    return EntryHead(
      id: EntryID(author: author, epoch: epoch, seq: seq), time: Int64(time), clock: clock,
      actor: Self.string(actor), subject: subject, kind: Self.string(kind),
      sortedReplaces: replaces, canonical: canonical)
  }

  private mutating func take(_ expected: StaticString) -> Bool {
    let count = expected.utf8CodeUnitCount
    guard bytes.count - position >= count, let base = bytes.baseAddress,
      memcmp(base + position, expected.utf8Start, count) == 0
    else { return false }
    position += count
    return true
  }

  /// A text in quotes of printable ASCII with nothing escaped.
  private mutating func text() -> Slice<UnsafeBufferPointer<UInt8>>? {
    guard take("\"") else { return nil }
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        defer { position += 1 }
        return bytes[start..<position]
      }
      guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
      position += 1
    }
    return nil
  }

  /// A number from 0 on of at most 18 digits, as canonical JSON writes it.
  private mutating func number() -> Int? {
    let start = position
    var number = 0
    while position < bytes.count, (0x30...0x39).contains(bytes[position]), position - start < 18 {
      number = number * 10 + Int(bytes[position] - 0x30)
      position += 1
    }
    guard position > start, bytes[start] != 0x30 || position - start == 1 else { return nil }
    return number
  }

  private mutating func count() -> Int? { number().flatMap { JSONFields.count(Int64($0)) } }

  private static func clock(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> ClockSource? {
    ClockSource(rawValue: string(text))
  }

  private static func string(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: text), as: UTF8.self)
  }
}
