import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

@Suite struct JournalTests {
  @Test func `a dossier saved is found again after the store is opened anew`() throws {
    let folder = try TestFolder()
    var store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    try store.close()

    store = try folder.open()
    #expect(try store.dossiers(named: "h99.88-261121-0001") == [id])
    let state = try #require(try store.state(of: id))
    #expect(state.code == "H99.88-261121-0001")
    #expect(state.fields["nks/hoTen"]?.value == "Giàng A Hoà")
    #expect(try store.sentences() == [])
  }

  @Test func `the writer really runs with synchronous FULL`() throws {
    let folder = try TestFolder()
    #expect(try folder.open().writerSynchronous() == 2)
  }

  @Test func `entries are numbered without a gap and the end is signed`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    try store.append([Example.edited(id, "nks/hoTen", "Giàng A Hòa")], by: "local:0")
    let entries = try store.entries(of: id)
    #expect(entries.map(\.id.seq) == [1, 2])
    let head = try #require(try store.streamHead())
    #expect(head.seq == 2 && head.isValid(folder.keys.signing.publicKey))
    let checked = try ChainCheck.verify(
      entries, after: .start(epoch: 1), head: head, key: folder.keys.signing.publicKey
    ) { _ in nil }
    #expect(checked.count == 2)
  }

  @Test func `work that throws leaves nothing`() throws {
    struct Stop: Error {}
    let folder = try TestFolder()
    let store = try folder.open()
    let day = try #require(CivilDate("2026-11-21"))
    #expect(throws: Stop.self) {
      try store.write { journal in
        _ = try journal.append(Example.received("H99.88-261121-0001"), by: "local:0")
        _ = try journal.nextDossierCounter(on: day)
        throw Stop()
      }
    }
    #expect(try store.summaries().isEmpty)
    #expect(try store.streamHead() == nil)
    #expect(try store.write { try $0.nextDossierCounter(on: day) } == 0)
    #expect(try store.sentences() == [])
  }

  @Test func `a date that comes again never gives a code twice`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let today = try #require(CivilDate("2026-11-21"))
    let tomorrow = try #require(CivilDate("2026-11-22"))
    var numbers: [String] = []
    for day in [today, today, tomorrow, today, tomorrow] {
      let number = try store.write { try $0.nextDossierCounter(on: day) }
      numbers.append("\(day)/\(number)")
    }
    #expect(
      numbers == [
        "2026-11-21/0", "2026-11-21/1", "2026-11-22/0", "2026-11-21/2", "2026-11-22/1",
      ])
  }

  @Test func `certificate numbers run by book and year`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let numbers = try store.write { journal in
      try [("SCT", 2026), ("SCT", 2026), ("SCT", 2027), ("SGT", 2026)].map {
        try journal.nextCertificateNumber(book: $0.0, year: $0.1)
      }
    }
    #expect(numbers == [1, 2, 1, 1])
  }

  @Test func `the same request finds the dossier it made, also from another store`() throws {
    let folder = try TestFolder()
    let first = try folder.open()
    let second = try folder.open()
    let id = try first.append(
      [Example.received("H99.88-261121-0001", request: "r-1")], by: "local:0")[0].id
    #expect(try second.subject(request: "r-1") == id)
    #expect(try second.write { try $0.subject(request: "r-1") } == id)
    #expect(try second.subject(request: "r-2") == nil)
  }

  @Test func `a code used already is refused`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    _ = try store.receive("H99.88-261121-0001")
    #expect {
      _ = try store.receive("H99.88-261121-0001")
    } throws: { ($0 as? StoreError)?.kind == .refused }
    #expect(try store.summaries().count == 1)
  }

  @Test func `bad input is refused in one sentence and changes nothing`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    let stranger = EntryID(author: store.device, epoch: 9, seq: 9)
    let long = String(repeating: "x", count: 1_000_000)
    let bad: [(EntryDraft, String, StoreError.Kind)] = [
      (Example.edited(stranger, "a", "b"), "local:0", .notFound),
      (Example.edited(id, "a", long), "local:0", .badInput),
      (Example.edited(id, "a", "b"), "", .badInput),
      (EntryDraft(kind: long, subject: .existing(id), body: [:]), "local:0", .badInput),
    ]
    for (draft, actor, kind) in bad {
      #expect {
        try store.append([draft], by: actor)
      } throws: { ($0 as? StoreError)?.kind == kind }
    }
    #expect(try store.streamHead()?.seq == 1)
    #expect(try store.sentences() == [])
  }

  @Test func `a view is recorded once per officer, dossier, reason and day`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    let monday = try #require(CivilDate("2026-11-23"))
    let tuesday = try #require(CivilDate("2026-11-24"))
    func view(_ officer: String, _ reason: String, _ day: CivilDate) throws -> Bool {
      try store.recordView(of: id, officer: officer, reason: reason, day: day)
    }
    #expect(try view("o1", "processing", monday))
    #expect(try !view("o1", "processing", monday))
    #expect(try view("o2", "processing", monday))
    #expect(try view("o1", "enquiry", monday))
    #expect(try view("o1", "processing", tuesday))
    #expect(try store.state(of: id)?.views.count == 4)
    #expect(try store.sentences() == [])
  }

  @Test func `a new epoch begins its own chain`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    #expect(try store.startEpoch() == 2)
    let entry = try store.append([Example.edited(id, "a", "b")], by: "local:0")[0]
    #expect(entry.id == EntryID(author: store.device, epoch: 2, seq: 1))
    #expect(try store.sentences() == [])
  }
}
