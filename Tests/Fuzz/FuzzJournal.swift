import Foundation
import Identity
import Sync

/// A small journal of one dossier, and the keys of those who write and carry it.
enum FuzzJournal {
  static let device = SigningKey(random: SeededRandom(seed: 1))
  static let hub = SigningKey(random: SeededRandom(seed: 2))
  static let agreement = AgreementKey(random: SeededRandom(seed: 3))
  static let time: Int64 = 1_795_230_000_000

  static let entries: [Entry] = {
    let received = entry(
      1, "dossier.received",
      [
        "secret": .string(Data(repeating: 5, count: 16).base64url), "code": "H99.88-261121-0001",
        "lookup": "AB23CD", "procedure": "1.001193", "version": "2026.1", "unit": "H99.88",
        "authority": "H99.88", "returnUnit": "H99.88", "channel": "1",
        "receivedAt": .integer(time),
        "due": [
          "instant": .integer(time + 86_400_000), "rule": "R5", "calendar": "2026.2", "vi": "a",
          "en": "b",
        ],
        "answers": ["ten": "A", "giayTo[r1]/ten": "một"], "rows": ["giayTo": ["r1"]],
        "components": [["id": "cccd", "original": 0, "certified": 0, "copy": 1, "presented": 1]],
      ])
    let id = received.id
    let change = { (text: String) -> JSONValue in
      [
        "source": "officer",
        "changes": ["ten": ["v": .string(text), "over": [.string(id.description)]]],
      ]
    }
    return [
      received,
      entry(2, "dossier.edited", change("B"), of: id),
      entry(3, "dossier.edited", change("C"), of: id),
      entry(4, "dossier.status", ["to": 4, "reason": "vì", "data": [:]], of: id, over: [id]),
      entry(
        5, "dossier.status",
        ["to": 5, "reason": "thiếu", "data": ["papers": "x", "requestNumber": "1"]], of: id,
        over: [id]),
      entry(
        6, "dossier.decided",
        [
          "path": "ten", "keep": .string("\(device.deviceID).1.2"), "reason": "đúng",
          "over": [.string("\(device.deviceID).1.2"), .string("\(device.deviceID).1.3")],
        ], of: id),
      entry(7, "dossier.viewed", ["reason": "tra cứu", "day": "2026-11-21"], of: id),
    ]
  }()

  private static func entry(
    _ seq: Int, _ kind: String, _ body: JSONValue, of subject: SubjectID? = nil,
    over: [EntryID] = []
  ) -> Entry {
    Entry(
      head: EntryHead(
        id: EntryID(author: device.deviceID, epoch: 1, seq: seq), time: time + Int64(seq),
        clock: .hub, actor: "local:1000", subject: subject, kind: kind, replaces: over),
      body: .present(body))
  }

  /// Wire lines joined by line feeds, as a segment holds them before it is compressed.
  static var lines: Data {
    Data(entries.map { WireLine.entry($0).bytes }.joined(separator: Data("\n".utf8)))
  }

  static var log: LogPart {
    LogPart(
      checkpoint: Checkpoint.sign(
        unit: "H99.88", epoch: 1, size: entries.count, root: Digest.of(lines), time: time,
        key: hub),
      from: 0, lines: entries.map(WireLine.entry))
  }

  /// A body whose payload lies open: header line, then plain lines. What is invented for it reaches
  /// what stands behind the compression.
  static func opened(_ body: Data) throws -> Data {
    let line = body.prefix { $0 != UInt8(ascii: "\n") }
    let payload = Data(body.dropFirst(line.count + 1))
    return line + Data("\n".utf8)
      + (payload.isEmpty
        ? payload : try Zstandard.decompress(payload, limit: Segment.plainByteLimit))
  }

  /// The same with the payload compressed.
  static func closed(_ input: some Collection<UInt8>) -> Data? {
    let line = Data(input.prefix { $0 != UInt8(ascii: "\n") })
    guard line.count < input.count else { return Data(input) }
    let plain = Data(input.dropFirst(line.count + 1))
    guard !plain.isEmpty else { return Data(input) }
    return (try? Zstandard.compress(plain, level: 1)).map { line + Data("\n".utf8) + $0 }
  }
}
