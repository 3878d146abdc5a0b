import DossierStore
import Foundation
import Hub
import Sync
import Testing

/// docs/protocol.md, “Dictionaries of catalogues”: two sides that do not have the same lose nothing
/// by it.
struct DictionaryTests {
  private let scratch: Scratch
  private let dictionary: SegmentDictionary

  private static let usual = "Tên như ở mẫu"

  init() throws {
    scratch = try Scratch("catalogue")
    let content = Data(#"{"answers":{"nks/hoTen":"\#(Self.usual)"},"procedure":""}"#.utf8)
    try content.write(to: scratch.url.appending(path: SegmentDictionary.fileName))
    dictionary = try #require(SegmentDictionary(content))
  }

  private func machine(
    _ province: Province, seed: UInt64, hasCatalogue: Bool = true,
    level: Int = RequestRecovery.level
  ) async throws -> Machine {
    let machine = try await Machine(province, seed: seed, level: level)
    machine.catalogues = hasCatalogue ? [scratch.url] : []
    try machine.restart()
    try await machine.settle()
    return machine
  }

  /// The dictionary the next request is written with.
  private func used(_ machine: Machine, _ known: [SegmentDictionary]? = nil) throws -> String? {
    let request = try #require(try machine.store.nextRequest(byteLimit: 96 * 1024))
    let known = known ?? [dictionary]
    return try ExchangeRequest(encoded: request.message.body, by: request.hub.id) { name in
      known.first { $0.name == name }
    }.dictionary
  }

  @Test func `both sides write with the catalogue's dictionary once the device did`()
    async throws
  {
    let province = try await Province()
    try await province.hub.keepDictionary(dictionary)
    let a = try await machine(province, seed: 1)
    let b = try await machine(province, seed: 2, hasCatalogue: false)
    #expect(try used(a) == nil, "nothing to write")
    try a.receive()
    #expect(try used(a) == dictionary.name)
    try await a.settle()
    try b.receive("Sùng Thị B")
    #expect(try used(b) == nil)
    try await b.settle()
    // What comes down is written with it as well, and without for whoever has none.
    let down = try await province.hub.exchange(
      try #require(try a.store.nextRequest(byteLimit: 1000)).message)
    let key = try #require(try a.store.hub()).key
    #expect(throws: SegmentError.unknownDictionary(dictionary.name)) {
      try ExchangeAnswer.verified(down, key: key)
    }
    for machine in [a, b] { try await machine.settle() }
    #expect(try a.codes() == b.codes() && a.codes().count == 2)
    #expect(try await province.codes() == a.codes())
  }

  @Test func `a dictionary the hub does not know is refused once and not used again`()
    async throws
  {
    let province = try await Province()
    let a = try await machine(province, seed: 1)
    try a.receive()
    let request = try #require(try a.store.nextRequest(byteLimit: 96 * 1024))
    let error = await #expect(throws: HubError.self) {
      try await province.hub.exchange(request.message)
    }
    #expect(error?.code == "unknownDictionary")
    #expect(try await province.codes() == [])
    try a.store.refuseDictionary(of: request)
    #expect(try used(a) == nil)
    try await a.settle()
    try a.receive()
    #expect(try used(a) == nil)
    try await a.settle()
    #expect(try await province.codes() == a.codes())
    #expect(try await province.codes().count == 2)
  }

  @Test func `a published catalogue's dictionary is known, and the shorter of two is taken`()
    async throws
  {
    let province = try await Province()
    let other = Data(#"{"answers":{"ndc/danToc":"","tiengNoi":""},"procedure":"9"}"#.utf8)
    let files = [SegmentDictionary.fileName: other, "note.txt": Data("x".utf8)]
    _ = try await province.hub.publishCatalogue(files, note: "")
    try await province.hub.keepDictionary(dictionary)
    let folder = scratch.url.appending(path: "published")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try other.write(to: folder.appending(path: SegmentDictionary.fileName))
    let a = try await machine(province, seed: 1)
    a.catalogues = [folder, scratch.url]
    try a.restart()
    try a.receive(Self.usual)
    #expect(try used(a) == dictionary.name)
    a.catalogues = [folder]
    try a.restart()
    #expect(try used(a, [dictionary, #require(SegmentDictionary(other))]) != dictionary.name)
    #expect(try await a.answer().ack > 0, "the hub knows it")
    #expect(try await province.codes() == a.codes() && a.codes().count == 1)
  }

  @Test func `a device that lost the dictionary asks for its answer without`() async throws {
    let province = try await Province()
    try await province.hub.keepDictionary(dictionary)
    let a = try await machine(province, seed: 1)
    let b = try await machine(province, seed: 2, hasCatalogue: false)
    try a.receive()
    try await a.settle()
    a.catalogues = []
    try a.restart()
    try b.receive("Sùng Thị B")
    try await b.settle()
    try await a.settle()
    #expect(try a.codes() == b.codes() && a.codes().count == 2)
    // From then on the hub writes without until the device does otherwise.
    try b.receive("Sùng Thị C")
    try await b.settle()
    #expect(try await a.answer().logs[Province.unit]?.lines.count == 1)
    #expect(try await province.problems() == [] && a.problems() == [])
  }

  @Test(arguments: [1, 3, 4, 5, 6])
  func `with a side of an older level no dictionary is used`(level: Int) async throws {
    var limits = HubLimits()
    limits.level = level
    let province = try await Province(limits: limits)
    try await province.hub.keepDictionary(dictionary)
    let young = try await machine(province, seed: 1)
    try young.receive()
    #expect(try used(young) == nil)
    let newest = try await Province()
    try await newest.hub.keepDictionary(dictionary)
    let old = try await machine(newest, seed: 2, level: level)
    try old.receive()
    #expect(try used(old) == nil)
    for (machine, province) in [(young, province), (old, newest)] {
      try await machine.settle()
      #expect(try await province.codes() == machine.codes())
    }
  }
}
