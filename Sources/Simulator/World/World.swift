import Dossiers
package import Foundation
import Identity
import Sync

/// Thirty days of some communes and their province: real stores, sessions and hub on simulated
/// disks, clocks and links, with people who work. One thread, one seed; the same seed is the same
/// world.
package final class World {
  /// 2026-11-02T00:00:00+07:00, a Monday.
  package static let start: Int64 = 1_793_552_400_000
  static let day: Int64 = 86_400_000
  static let minute: Int64 = 60_000
  package static let days: Int64 = 30

  package let seed: UInt64
  var dice: Dice
  /// Of its own: what is decided about officers moves nothing else.
  var officerDice: Dice
  var elderDice: Dice
  var trace = Trace()
  var faults = FaultCounts()
  var model = Model()
  var now = World.start
  var kiosks: [Kiosk] = []
  let province: Province
  /// The hub that was believed lost, while it goes on.
  var elder: Province?
  /// A device in dishonest hands, in some worlds.
  var forger: Forger?
  /// Entries that crossed the link and were kept on the other side, both ways.
  var exchanged = 0
  /// Not everybody began with the newest program.
  var isMixed = false
  /// Nothing goes wrong any more.
  var isQuiet = false
  /// Marks acts, so that one can be found again after a crash.
  var marks: Int64 = 0
  /// What was worked on last: others work on it too before they hear of each other.
  var hot: [(dossier: EntryID, unit: String)] = []
  /// Whoever came so far: his number, and the names of the matter he brought.
  var owners: [[String: String]] = []
  /// Dossiers the province judged about each other.
  var judged: [(EntryID, EntryID)] = []
  private var events = EventQueue()
  let root: URL
  let images: Images

  /// - Parameter root: an empty folder, for what the stores keep beside their databases.
  package init(seed: UInt64, root: URL, images: Images) throws {
    self.seed = seed
    self.root = root
    self.images = images
    dice = Dice(seed: seed)
    officerDice = Dice(seed: seed ^ 0x6F66_6669)
    elderDice = Dice(seed: seed ^ 0x656C_6472)
    let folder = root.appending(path: "hub")
    let random = SeededRandom(seed: seed &* 1000)
    province = Province(
      disk: FaultyDisk(folder: folder.path, seed: seed &* 31), folder: folder,
      keys: DeviceKeys(random: random), clock: MachineClock(Self.start), random: random)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    province.disk.put(images.hub, "hub.sqlite")
  }

  /// Runs the month and the quiet after it, and looks at everything.
  package func run() async -> WorldResult {
    var failure: String?
    do {
      try await found()
      planMonth()
      try await runUntil(Self.start + Self.days * Self.day)
      try await becomeQuiet()
      try await checkEverything()
    } catch {
      failure = "\(error)"
      note("the world is wrong: \(error)")
    }
    for kiosk in kiosks { kiosk.close() }
    province.close()
    return WorldResult(
      seed: seed, hash: trace.hash, failure: failure, exchanged: exchanged, faults: faults,
      conflicts: model.dossiers.values.reduce(0) { $0 + $1.conflictCount },
      dossiers: model.dossiers.count, story: trace.lines)
  }

  /// Does something later.
  func after(_ milliseconds: Int64, _ step: @escaping (World) async throws -> Void) {
    events.add(at: now + max(0, milliseconds), step)
  }

  func runUntil(_ end: Int64) async throws {
    while let event = events.next(until: end) {
      try await take(event)
    }
    move(to: end)
  }

  /// Runs until `holds`; answers whether it came to that before `end`.
  func run(until end: Int64, _ holds: () async throws -> Bool) async throws -> Bool {
    while try await !holds() {
      guard let event = events.next(until: end) else { return try await holds() }
      try await take(event)
    }
    return true
  }

  private func take(_ event: EventQueue.Event) async throws {
    move(to: event.time)
    try await event.step(self)
  }

  private func move(to time: Int64) {
    now = max(now, time)
    faults.day = Int((now - Self.start) / Self.day) + 1
    for kiosk in kiosks { kiosk.clock.move(to: now) }
    province.clock.move(to: now)
    elder?.clock.move(to: now)
  }

  func note(_ sentence: String) {
    let passed = now - Self.start
    let (day, rest) = (passed / Self.day + 1, passed % Self.day / 1000)
    func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
    trace.note(
      "day \(two(day)) \(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60)) \(sentence)")
  }

  func mark() -> Int64 {
    marks += 1
    return marks
  }
}

/// Something that must not happen.
package struct Violation: Error, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

/// What came of a world.
package struct WorldResult: Sendable {
  package let seed: UInt64
  package let hash: UInt64
  /// One sentence, if something was wrong.
  package let failure: String?
  package let exchanged: Int
  package let faults: FaultCounts
  package let conflicts: Int
  package let dossiers: Int
  package let story: [String]
}

/// Faults that happened, by kind and day.
package struct FaultCounts: Sendable, Hashable, Codable {
  /// How often on each day, the first day first; the last number is what came after the month.
  package private(set) var byDay: [String: [Int]] = [:]
  /// The day it is, from 1.
  var day = 1

  package init() {}

  package mutating func add(_ kind: String) {
    let index = min(max(day, 1), Int(World.days) + 1) - 1
    byDay[kind, default: Self.none][index] += 1
  }

  package mutating func add(_ other: FaultCounts) {
    byDay.merge(other.byDay) { zip($0, $1).map(+) }
  }

  private static let none = [Int](repeating: 0, count: Int(World.days) + 1)

  package var byKind: [String: Int] { byDay.mapValues { $0.reduce(0, +) } }
  package var total: Int { byKind.values.reduce(0, +) }
}
