import DossierStore
import Foundation
import Identity
import Sync
import Testing

@Suite struct PrivacyTests {
  /// What was planted, in the forms in which it might lie open.
  static let needles: [Data] = {
    let words = ["Giàng A Hoà", "giang a hoa", "Thào Thị Đẹp", "099090000001", "0912345678"]
    return words.flatMap { word in
      [
        Data(word.utf8), Data(word.decomposedStringWithCanonicalMapping.utf8),
        Data(word.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
        Data(word.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }),
        Data(Data(word.utf8).base64EncodedString().dropLast(2).utf8),
        Data(Data(word.utf8).hex.utf8),
      ]
    }
  }()

  @Test func `a planted name, ID number and phone lie nowhere open`() throws {
    let folder = try TestFolder("privacy")
    let store = try folder.open()
    _ = try store.receive("H99.88-261121-0001")
    try store.saveDraft(id: "d1", owner: "local:0", content: .object(Example.answers))
    _ = try store.putFile(JSONValue.object(Example.answers).canonical)
    try store.enqueue(
      JSONValue.object(Example.answers).canonical,
      ticket: PrintTicket(
        document: "receipt", code: "Giàng A Hoà", copies: 1, reprint: 0, format: .pdf,
        actor: "local:0"), printer: "a4", subject: nil)
    #expect(try store.search("giang").count == 1)

    let files = try store.folder.declaredFiles()
    #expect(files.count >= 5)
    for file in files {
      let bytes = try Data(contentsOf: store.folder.url.appending(path: file.path))
      for needle in Self.needles {
        #expect(bytes.range(of: needle) == nil, "\(file.path)")
      }
    }
  }

  @Test func `the search for planted words finds them where they do lie open`() {
    let bytes = Data("xx".utf8) + JSONValue.object(Example.answers).canonical
    #expect(Self.needles.contains { bytes.range(of: $0) != nil })
  }

  @Test func `a value moved to another entry does not open`() throws {
    let folder = try TestFolder("privacy")
    let store = try folder.open()
    try store.setSetting("a", "one")
    try store.setSetting("b", "two")
    #expect(try store.setting("a") == "one")
    let sealed = folder.keys.storage.seal(
      Data("x".utf8), context: "motcua/store/1/setting/a", random: SystemRandom())
    #expect(throws: SealError.self) {
      try folder.keys.storage.open(sealed, context: "motcua/store/1/setting/b")
    }
  }
}
