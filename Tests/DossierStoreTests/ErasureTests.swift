import DossierStore
import Foundation
import GRDB
import Identity
import Sync
import Testing

@Suite struct ErasureTests {
  @Test func `an erased dossier leaves heads only and everything still verifies`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let kept = try store.receive("H99.88-261121-0001")
    let id = try store.receive("H99.88-261121-0002")
    let shared = try store.putFile(Data("a scan of two dossiers".utf8))
    let own = try store.putFile(Data("a scan of one dossier".utf8))
    for (dossier, digest) in [(kept, shared), (id, shared), (id, own)] {
      try store.append([Self.attached(dossier, digest)], by: "local:0")
    }

    try store.erase(id, basis: "decision 5", by: "local:0")

    let entries = try store.entries(of: id)
    #expect(entries.count == 4)
    #expect(entries.allSatisfy { $0.content == nil })
    #expect(try store.reading(of: id)?.summary.flags == [.erased])
    #expect(try store.reading(of: id)?.summary.title == "")
    #expect(try store.search("giang").map(\.id) == [kept])
    #expect(try store.dossiers(named: "H99.88-261121-0002") == [])
    #expect(try store.file(shared) == Data("a scan of two dossiers".utf8))
    #expect(throws: StoreError.self) { try store.file(own) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder.files.path).count == 1)
    #expect(throws: StoreError.self) {
      try store.append([Example.edited(id, "a", "b")], by: "local:0")
    }
    #expect(try store.sentences(rebuild: true) == [])
    #expect(try store.sentences() == [])
  }

  @Test func `an erased dossier is sent as heads and commitments`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    try store.erase(id, basis: "decision 5", by: "local:0")
    let outbox = try store.outbox(byteLimit: 1_000_000)
    let head = try #require(outbox.head)
    #expect(outbox.entries.count == 2)
    let checked = try ChainCheck.verify(
      outbox.entries, after: .start(epoch: 1), head: head,
      key: folder.keys.signing.publicKey
    ) { _ in nil }
    #expect(checked.allSatisfy { $0.entry.content == nil })
  }

  /// Until the province's log has the erasure the secret stays, to check late bodies with.
  @Test func `the key of an erased dossier is gone at once, and nothing can be added meanwhile`()
    throws
  {
    let folder = try TestFolder()
    let store = try folder.open()
    try store.setHub(ExampleHub().info)
    let id = try store.receive("H99.88-261121-0001")
    let database = try DatabaseQueue(path: store.folder.database.path)
    func sealedBytes() throws -> Int {
      try #require(
        try database.read {
          try Int.fetchOne(
            $0, sql: "SELECT length(sealed) FROM subject WHERE id = ?", arguments: [id.description])
        })
    }
    let before = try sealedBytes()
    try store.erase(id, basis: "decision 5", by: "local:0")
    #expect(try before - sealedBytes() == StorageKey.byteCount)
    #expect {
      try store.append([Example.edited(id, "a", "b")], by: "local:0")
    } throws: { ($0 as? StoreError)?.kind == .refused }
    #expect(try store.entries(of: id).map(\.kind) == ["dossier.received", "dossier.erased"])
  }

  static func attached(_ dossier: SubjectID, _ digest: Digest) -> EntryDraft {
    EntryDraft(
      kind: "dossier.file", subject: .existing(dossier),
      body: [
        "component": "scan", "sha256": .string(digest.hex), "name": "scan.pdf",
        "type": "application/pdf", "size": 20,
      ])
  }
}
