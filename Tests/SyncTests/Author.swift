import Foundation
import Identity
import Sync

/// Writes entries as a device or hub would, for tests.
final class Author {
  let key: SigningKey
  var id: DeviceID { key.deviceID }
  private(set) var entries: [Entry] = []
  var time: Int64 = 1_795_230_000_000

  init(_ seed: UInt64) { key = SigningKey(random: SeededRandom(seed: seed)) }

  @discardableResult
  func write(
    _ kind: String, _ body: JSONValue, of subject: SubjectID? = nil, over: [EntryID] = [],
    actor: String = "local:1000"
  ) -> Entry {
    time += 1000
    let head = EntryHead(
      id: EntryID(author: id, epoch: 1, seq: entries.count + 1), time: time, clock: .hub,
      actor: actor, subject: subject, kind: kind, replaces: over)
    let entry = Entry(head: head, body: .present(body))
    entries.append(entry)
    return entry
  }

  /// A dossier with two answers and two rows.
  func receive(decidedBy authority: String = "H99.88") -> Entry {
    write(
      "dossier.received",
      [
        "secret": .string(Data(repeating: 5, count: 16).base64url), "code": "H99.88-261121-0001",
        "lookup": "AB23CD", "procedure": "1.001193", "version": "2026.1", "unit": "H99.88",
        "authority": .string(authority), "returnUnit": "H99.88", "channel": "1",
        "receivedAt": 1_795_230_000_000,
        "due": [
          "instant": 1_795_300_000_000, "rule": "R5", "calendar": "2026.2", "vi": "a", "en": "b",
        ],
        "answers": ["ten": "A", "noiO": "X", "giayTo[r1]/ten": "one", "giayTo[r2]/ten": "two"],
        "rows": ["giayTo": ["r1", "r2"]],
        "components": [["id": "cccd", "original": 0, "certified": 0, "copy": 1, "presented": 1]],
      ])
  }

  /// Says whether another dossier is about the same matter.
  func judge(_ dossier: Entry, _ twin: EntryID, _ same: Bool, over: [EntryID]) -> Entry {
    write(
      "dossier.decided",
      ["duplicate": .string(twin.description), "same": .bool(same), "reason": "r"],
      of: dossier.id, over: over)
  }

  func edit(
    _ dossier: Entry, _ path: String, _ value: String?, over: [EntryID], source: String = "officer",
    rows: JSONValue = .null, actor: String = "local:1000"
  ) -> Entry {
    let change: JSONValue = [
      "v": value.map { .string($0) } ?? .null,
      "over": .array(over.map { .string($0.description) }),
    ]
    var body: [String: JSONValue] = [
      "source": .string(source), "changes": .object([path: change]),
    ]
    if rows != .null { body["rows"] = rows }
    return write("dossier.edited", .object(body), of: dossier.id, actor: actor)
  }

  func move(
    _ dossier: Entry, to status: Int64, over: [EntryID], data: JSONValue = [:],
    due: JSONValue? = nil, actor: String = "local:1000"
  ) -> Entry {
    var body: [String: JSONValue] = ["to": .integer(status), "reason": "vì", "data": data]
    body["due"] = due
    return write("dossier.status", .object(body), of: dossier.id, over: over, actor: actor)
  }
}
