import DossierStore
import Foundation
import GRDB
import Identity
import Sync
import Testing

/// Scans that neither a dossier nor a draft names do not stay.
struct UnusedFileTests {
  private let day: Int64 = 24 * 3600 * 1000

  private func kept(_ store: DossierStore) throws -> (rows: Int, files: Int) {
    let rows = try DatabaseQueue(path: store.folder.database.path).read { db in
      try Int.fetchOne(db, sql: "SELECT count(*) FROM file") ?? -1
    }
    return (
      rows, try FileManager.default.contentsOfDirectory(atPath: store.folder.files.path).count
    )
  }

  private func draft(_ store: DossierStore, _ id: String, _ digest: Digest) throws {
    try store.saveDraft(
      id: id, owner: "o1", content: ["attachments": [["sha256": .string(digest.hex)]]])
  }

  @Test func `what only a discarded draft named goes with it`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let (one, two) = (try store.putFile(Data("one".utf8)), try store.putFile(Data("two".utf8)))
    try draft(store, "a", one)
    try draft(store, "b", two)
    try draft(store, "c", two)
    try store.deleteDraft("a")
    try store.deleteDraft("b")
    #expect(try kept(store) == (1, 1))
    #expect(try store.file(two) == Data("two".utf8))
    try store.deleteDraft("c")
    #expect(try kept(store) == (0, 0))
    #expect(try store.check() == [])
  }

  @Test func `what a dossier has stays when a draft with the same scan is discarded`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let scan = try store.putFile(Data("scan".utf8))
    let dossier = try store.receive("H99.88-261121-0001")
    try store.append([ErasureTests.attached(dossier, scan)], by: "local:0")
    try draft(store, "a", scan)
    try store.deleteDraft("a")
    #expect(try store.file(scan) == Data("scan".utf8))
  }

  @Test func `what nothing names goes after a day`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let (left, drafted) = (
      try store.putFile(Data("left".utf8)), try store.putFile(Data("drafted".utf8))
    )
    try draft(store, "a", drafted)
    try store.sweepFiles()
    folder.clock.advance(milliseconds: day - 1)
    try store.sweepFiles()
    #expect(try kept(store) == (2, 2))
    // Kept once more, it is new again.
    #expect(try store.putFile(Data("left".utf8)) == left)
    folder.clock.advance(milliseconds: 1)
    try store.sweepFiles()
    #expect(try kept(store) == (2, 2))
    folder.clock.advance(milliseconds: day)
    try store.close()
    let again = try folder.open()
    #expect(try kept(again) == (1, 1))
    #expect(try again.file(drafted) == Data("drafted".utf8))
    #expect(try again.check() == [])
  }

  @Test func `a damaged index takes no dossier's scan`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let scan = try store.putFile(Data("scan".utf8))
    let dossier = try store.receive("H99.88-261121-0001")
    try store.append([ErasureTests.attached(dossier, scan)], by: "local:0")
    try DatabaseQueue(path: store.folder.database.path).write { db in
      try db.execute(sql: "DELETE FROM file_use")
    }
    try store.sweepFiles()
    folder.clock.advance(milliseconds: 2 * day)
    try store.sweepFiles()
    #expect(try store.file(scan) == Data("scan".utf8))
  }
}
