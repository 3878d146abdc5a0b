import DossierStore
import Dossiers
import Foundation
import Identity
import Sync
import Testing

@Suite struct KeepingTests {
  @Test func `a draft saved again replaces the one before`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = store.newDraftID()
    try store.saveDraft(id: id, owner: "o1", content: ["a": "1"])
    folder.clock.advance(milliseconds: 1000)
    try store.saveDraft(id: id, owner: "o1", content: ["a": "2"])
    try store.saveDraft(id: "other", owner: "o2", content: ["a": "3"])
    #expect(try store.draft(id)?.content == ["a": "2"])
    #expect(try Set(store.drafts().map(\.id)) == [id, "other"])
    try store.deleteDraft(id)
    #expect(try store.draft(id) == nil)
    #expect(throws: StoreError.self) {
      try store.saveDraft(id: "../x", owner: "o1", content: [:])
    }
  }

  @Test func `a file is stored once, sealed, under a name that does not tell its content`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let data = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    let digest = try store.putFile(data)
    #expect(try store.putFile(data) == digest)
    #expect(try store.file(digest) == data)
    let names = try FileManager.default.contentsOfDirectory(atPath: store.folder.files.path)
    #expect(names.count == 1)
    #expect(names.first != digest.hex)
    #expect(throws: StoreError.self) { try store.putFile(Data()) }
    #expect(throws: StoreError.self) { try store.file(Digest.of(Data([1]))) }
  }

  @Test func `files that entries name wait for the hub until it has them whole`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    let digest = try store.putFile(Data("scan".utf8))
    #expect(try store.filesToUpload() == [])
    try store.append([ErasureTests.attached(id, digest)], by: "local:0")
    #expect(try store.filesToUpload().map(\.size) == [4])
    try store.fileUploaded(digest, offset: 2)
    #expect(try store.filesToUpload().map(\.uploaded) == [2])
    try store.fileUploaded(digest, offset: 4)
    #expect(try store.filesToUpload() == [])
  }

  @Test func `a changed or missing file is named`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let digest = try store.putFile(Data("scan".utf8))
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: store.folder.files.path).first)
    let url = store.folder.files.appending(path: name)
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: url)
    #expect(throws: StoreError.self) { try store.file(digest) }
    #expect(try store.sentences() == ["The file \(name) is not what was stored."])
    try FileManager.default.removeItem(at: url)
    #expect(try store.sentences() == ["The file \(name) is missing from the folder files."])
  }

  @Test func `every file of the folder is declared and a stranger is named`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    _ = try store.putFile(Data("scan".utf8))
    try store.folder.writePublic(Data("{}".utf8), to: store.folder.unit)
    #expect(try store.folder.declaredFiles().filter { $0.kind == .unknown } == [])

    try Data("Giàng A Hoà".utf8).write(to: store.folder.url.appending(path: "core.1234"))
    try Data("Giàng A Hoà".utf8).write(to: store.folder.keys.appending(path: "open"))
    #expect(
      try store.folder.declaredFiles().filter { $0.kind == .unknown }.map(\.path)
        == ["core.1234", "keys/open"])
    // The two strangers, and the trust bundle a founded unit must have.
    #expect(try store.sentences().count == 3)
    #expect(try store.sentences().contains { $0.contains("province.pub") })
  }

  @Test func `settings are kept sealed`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    try store.setSetting("a", ["b": 1])
    #expect(try store.setting("a") == ["b": 1])
    try store.setSetting("a", nil)
    #expect(try store.setting("a") == nil)
  }
}
