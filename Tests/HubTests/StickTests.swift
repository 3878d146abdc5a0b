import Foundation
import GRDB
import Hub
import Identity
import Sync
import Testing

/// What the province puts on a stick, and what it says of the rest.
struct StickTests {
  private let test: TestHub
  private let one: FakeDevice
  private let two: FakeDevice
  private let stick: URL

  init() async throws {
    test = try TestHub()
    one = try await test.device(1)
    two = try await test.device(2, unit: "H99.89")
    // Colleagues without a link: the sticks are to bring them the log from its beginning.
    _ = try await test.device(3)
    _ = try await test.device(4, unit: "H99.89")
    stick = test.folder.appending(path: "usb")
    try FileManager.default.createDirectory(at: stick, withIntermediateDirectories: true)
  }

  /// A dossier with so many bytes of noise in an answer; of 900,000 each fills a file of its own.
  @discardableResult
  private func receive(_ device: FakeDevice, _ number: Int, noise: Int = 0) async throws -> Entry {
    var body = Samples.received(code: "\(device.unit)-261121-\(number)", unit: device.unit)
    let text = SeededRandom(seed: UInt64(number)).bytes(noise / 4 * 3).base64url
    body["answers"] = ["nks/hoTen": .string("Nguyễn Văn Thử \(text)")]
    let dossier = try device.write("dossier.received", body)
    try await test.exchange(device)
    return dossier
  }

  /// A stick with so much room.
  private func folder(bytes: Int = .max) throws -> StickFolder {
    try StickFolder(stick) { [stick] data, url in
      let names = try FileManager.default.contentsOfDirectory(atPath: stick.path)
      let used = try names.reduce(0) {
        $0 + (try Data(contentsOf: stick.appending(path: $1))).count
      }
      guard used + data.count <= bytes else { throw KeyError.full("No space left.") }
      try StickFolder.durably(data, to: url)
    }
  }

  private func onStick() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stick.path).sorted()
  }

  /// What a device reads in a file of the stick.
  private func opened(_ name: String, by device: FakeDevice) throws -> CourierLog {
    let file = try CourierFile(try Data(contentsOf: stick.appending(path: name)))
    return try CourierLog(encoded: try file.open(device.agreement, as: device.id))
  }

  /// Behind the hub's back.
  private func spoil(_ entry: Entry) throws {
    try DatabaseQueue(path: test.database.path).write { db in
      try db.execute(
        sql: """
          UPDATE entry SET sealed_body = zeroblob(length(sealed_body)) WHERE author = ? AND seq = ?
          """,
        arguments: [entry.id.author.rawValue, entry.id.seq])
      #expect(db.changesCount == 1)
    }
  }

  @Test func `what finds no room is left over, and the other communes get theirs`() async throws {
    for number in 1000...1002 { try await receive(one, number, noise: 900_000) }
    try await receive(two, 1000)
    let units = ["H99.88", "H99.89"]
    let load = try await test.hub.write(try folder(bytes: 1_500_000), for: units)
    #expect(load.noRoom.map(\.unit) == ["H99.88"])
    #expect(load.noRoom.map { [$0.files, $0.entries] } == [[1, 1]])
    #expect(load.unreadable.isEmpty && !load.isWhole)
    #expect(try onStick() == load.names.sorted() && load.names.count == 3)
    #expect(
      try load.names.map { try opened($0, by: $0.contains("H99.88") ? one : two) }
        .map { [$0.part.from, $0.part.lines.count] } == [[0, 1], [1, 1], [0, 1]])
    let larger = try await test.hub.write(try folder(), for: units)
    #expect(larger.isWhole && larger.names.count == 4)
    #expect(try onStick() == larger.names.sorted())
  }

  @Test func `nothing half written stays on a stick without any room`() async throws {
    try await receive(one, 1000)
    let half = ".motcua-\(test.hub.id)-log-H99.88-e1-0-1.mcb.17.new"
    let strange = ".motcua-\(one.id)-run-e1-1-1.mcb.17.new"
    for name in [half, strange] { try Data("nửa".utf8).write(to: stick.appending(path: name)) }
    let load = try await test.hub.write(try folder(bytes: 100), for: ["H99.88"])
    #expect(load.names.isEmpty && load.bytes == 0)
    #expect(load.noRoom.map(\.unit) == ["H99.88"])
    #expect(load.noRoom.map { [$0.files, $0.entries] } == [[1, 1]])
    #expect(try onStick() == [strange])
  }

  @Test func `an entry that cannot be read keeps nothing from the others, nor what arrived`()
    async throws
  {
    for number in 1000...1001 { try await receive(one, number) }
    try spoil(try await receive(one, 1002))
    try await receive(one, 1003)
    try await receive(two, 1000)
    let load = try await test.hub.write(try folder(), for: ["H99.88", "H99.89"])
    #expect(load.unreadable.map(\.unit) == ["H99.88"])
    #expect(load.unreadable.first?.reason.hasPrefix("2 entries") == true)
    #expect(load.noRoom.isEmpty && !load.isWhole && load.names.count == 2)
    let log = try opened(load.names[0], by: one)
    #expect(log.part.lines.count == 2 && log.part.checkpoint.size == 2)
    #expect(log.devices[one.id]?.acks == [1: 4])
    #expect(try opened(load.names[1], by: two).part.lines.count == 1)
  }

  @Test func `a log that begins with one that cannot be read still says what arrived`()
    async throws
  {
    try spoil(try await receive(one, 1000))
    let load = try await test.hub.write(try folder(), for: ["H99.88"])
    #expect(load.unreadable.map(\.unit) == ["H99.88"] && load.names.count == 1)
    let log = try opened(load.names[0], by: one)
    #expect(log.part.lines.isEmpty && log.part.checkpoint.size == 0)
    #expect(log.devices[one.id]?.acks == [1: 1])
  }

  @Test func `a unit that is not there is refused`() async throws {
    let error = await #expect(throws: HubError.self) {
      try await test.hub.write(try folder(), for: ["H99.77"])
    }
    #expect(error?.kind == .notFound)
  }
}
