import DossierStore
import Foundation
import Identity
import Sync
import Testing

@Suite struct SearchTests {
  @Test func `a program that knows the procedure names what one before it could not`() throws {
    let folder = try TestFolder("search")
    let before = try DossierStore.open(
      at: folder.url, keys: folder.keys, clock: folder.clock, random: SystemRandom())
    _ = try before.receive("H99.88-260921-0001")
    #expect(try before.search("đẹp") == [])
    #expect(try before.summaries().map(\.applicant) == [""])
    #expect(try before.check() == [])
    try before.close()
    let store = try folder.open()
    #expect(try store.search("đẹp").map(\.applicant) == ["Thào Thị Đẹp"])
    #expect(try store.check() == [])
  }

  @Test(arguments: [
    "giang a hoa", "Hòa Giàng", "hoà", "đẹp thào", "dep", "099090000001", "0912345678",
    "0912 345 678".replacing(" ", with: ""), "H99.88-261121-0001", "h99.88-2611",
  ])
  func `a dossier is found by`(query: String) throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    _ = try store.receive(
      "H99.88-261122-0002",
      answers: ["nks/hoTen": "Lò Văn Bun", "nyc/hoTen": "Lò Thị Chẻo"])
    let expected = query == "h99.88-2611" ? 2 : 1
    let hits = try store.search(query)
    #expect(hits.count == expected)
    #expect(hits.contains { $0.id == id })
  }

  @Test(arguments: ["", "  ", "iang", "hoa bun", "90000001", "%"])
  func `a dossier is not found by`(query: String) throws {
    let folder = try TestFolder()
    let store = try folder.open()
    _ = try store.receive("H99.88-261121-0001")
    #expect(try store.search(query) == [])
  }

  @Test func `an edit is found at once, also in another store, and lists mask names`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let other = try folder.open()
    let id = try store.receive("H99.88-261121-0001")
    #expect(try other.search("sung").isEmpty)
    try store.append([Example.edited(id, "nks/hoTen", "Sùng A Páo")], by: "local:0")
    #expect(try other.search("pao sung").map(\.id) == [id])
    #expect(try other.search("giang").isEmpty)
    #expect(try other.reading(of: id)?.summary.maskedTitle == "Sùng A. P***")
    #expect(try other.reading(of: id)?.summary.isSent == false)
    try store.acknowledge(epoch: 1, seq: 2)
    #expect(try other.reading(of: id)?.summary.isSent == true)
  }

  @Test func `thousands of dossiers are loaded and searched quickly`() throws {
    let folder = try TestFolder()
    let store = try folder.open()
    let count = 2000
    try store.write { journal in
      for number in 0..<count {
        var answers = Example.answers
        answers["nks/hoTen"] = .string("Giàng A Số \(number)")
        _ = try journal.append(
          Example.received("H99.88-261121-\(number)", answers: answers), by: "local:0")
      }
    }
    let fresh = try folder.open()
    let clock = ContinuousClock()
    var loaded = 0
    var found: [String] = []
    let loading = try clock.measure { loaded = try fresh.summaries().count }
    let searching = try clock.measure { found = try fresh.search("so 1999").map(\.title) }
    #expect(loaded == count)
    #expect(found == ["Giàng A Số 1999"])
    // Generous for a debug build on a busy machine: 10,000 then take under two seconds.
    #expect(loading < .milliseconds(1500))
    #expect(searching < .milliseconds(300))
  }
}
