import Dossiers
import Foundation
import Identity
import Sync
import Testing

/// docs/protocol.md, “Entries”: heads are read in two ways: those we write ourselves straight from
/// their bytes, all others, and those that stand inside a line, over a JSON value. Both ways must
/// say the same of any bytes.
@Suite struct HeadReaderTests {
  private let author = DeviceKeys(random: SeededRandom(seed: 3)).deviceID

  /// What the way over a JSON value says; `nil`: no head.
  private func slowly(_ head: Data) -> EntryHead? {
    let line = Data(#"{"b":{},"h":"#.utf8) + head + Data("}".utf8)
    guard case .entry(let entry)? = try? WireLine(bytes: line) else { return nil }
    return entry.head
  }

  private func expectSame(_ head: Data) {
    let quick = try? EntryHead(canonical: head)
    let slow = slowly(head)
    #expect(quick == slow, "\(String(decoding: head, as: UTF8.self))")
    guard let quick, let slow else { return }
    #expect(quick.time == slow.time && quick.clock == slow.clock && quick.actor == slow.actor)
    #expect(quick.subject == slow.subject && quick.kind == slow.kind)
    #expect(quick.replaces == slow.replaces && quick.unknown == slow.unknown)
  }

  private var heads: [EntryHead] {
    let first = EntryID(author: author, epoch: 1, seq: 1)
    let second = EntryID(author: author, epoch: 3_000_000, seq: 4_000_000_000)
    return [
      EntryHead(
        id: first, time: 1_795_230_000_000, clock: .hub, actor: "local:1000", subject: nil,
        kind: "dossier.received"),
      EntryHead(
        id: second, time: -5, clock: .unchecked, actor: "Bà “Tư”", subject: first,
        kind: "dossier.edited", replaces: [second, first]),
      EntryHead(
        id: second, time: 0, clock: .officer, actor: #"a\b"c/"#, subject: second,
        kind: "k", replaces: [first], unknown: ["z": [nil, 1], "b": "x"]),
    ]
  }

  @Test func `a head is read back with all it says`() throws {
    for head in heads {
      let read = try EntryHead(canonical: head.canonical)
      #expect(read == head && read.id == head.id && read.time == head.time)
      #expect(read.clock == head.clock && read.actor == head.actor && read.kind == head.kind)
      #expect(read.subject == head.subject && read.replaces == head.replaces)
      #expect(read.unknown == head.unknown)
      expectSame(head.canonical)
    }
  }

  @Test func `one byte changed, left out or added is judged alike`() {
    for head in heads.map(\.canonical) {
      for place in head.indices {
        for byte in #"0129",:{}[]\ az.~"#.utf8 {
          var changed = head
          changed[place] = byte
          expectSame(changed)
          changed.insert(byte, at: place)
          expectSame(changed)
        }
        var shorter = head
        shorter.remove(at: place)
        expectSame(shorter)
        expectSame(Data(head.prefix(place)))
      }
    }
  }

  @Test(arguments: [
    // Numbers beyond their limits and with zeros before them.
    (#""e":1"#, #""e":2199023254528"#), (#""e":1"#, #""e":2199023254529"#),
    (#""e":1"#, #""e":0"#), (#""e":1"#, #""e":01"#), (#""s":1"#, #""s":999999999999999999"#),
    (#""t":1795230000000"#, #""t":9223372036854775807"#),
    (#""t":1795230000000"#, #""t":9223372036854775808"#), (#""t":1795230000000"#, #""t":-1"#),
    (#""t":1795230000000"#, #""t":-0"#), (#""t":1795230000000"#, #""t":null"#),
    // Texts at and beyond their limits.
    ("dossier.received", ""), ("dossier.received", String(repeating: "k", count: 64)),
    ("dossier.received", String(repeating: "k", count: 65)), ("local:1000", "\u{7F}"),
    ("local:1000", #"\u0001"#), ("local:1000", #"\/"#), ("local:1000", "é"),
    (#""c":"hub""#, #""c":"sun""#),
  ])
  func `limits are kept either way`(from: String, to: String) {
    let written = String(decoding: heads[0].canonical, as: UTF8.self)
    #expect(written.contains(from))
    expectSame(Data(written.replacingOccurrences(of: from, with: to).utf8))
  }

  @Test func `predecessors unsorted, twice or with long numbers are judged alike`() {
    let written = String(decoding: heads[0].canonical, as: UTF8.self)
    func id(_ rest: String) -> String { "\"\(author.rawValue).\(rest)\"" }
    let lists = [
      [], [id("1.1"), id("1.2")], [id("1.2"), id("1.1")], [id("1.1"), id("1.1")], [id("1.0")],
      [id("1.9223372036854775807")], [id("1.9223372036854775808")], [id("01.1")], [id("1")],
      [id("1.1.1")], [id("1.")], ["\"\""], ["7"], [id("1.2"), id("1.10")],
    ]
    for list in lists {
      let member = #""r":[\#(list.joined(separator: ","))],"s":1"#
      expectSame(Data(written.replacingOccurrences(of: #""s":1"#, with: member).utf8))
      guard let only = list.first, list.count == 1 else { continue }
      let subject = written.replacingOccurrences(of: "}", with: #","u":\#(only)}"#)
      expectSame(Data(subject.utf8))
    }
  }
}
