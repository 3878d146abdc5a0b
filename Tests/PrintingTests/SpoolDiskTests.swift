import DossierStore
import Dossiers
import Foundation
import Printing
import Simulator
import Synchronization
import Testing

/// The spool with the power cut, the disk failing or full at every single point: no paper that was
/// asked for is lost, none comes out twice, and each that came out is in the journal once or is
/// shown to a person.
@Suite(.timeLimit(.minutes(10)))
struct SpoolDiskTests {
  /// Works until a fault ends it; the papers somebody was told are in the queue.
  private func run(_ rig: SpoolDiskRig) async -> [String] {
    guard let store = try? rig.open() else { return [] }
    try? rig.spooler(store).recover()
    let told = (try? await rig.day(store)) ?? []
    try? store.close()
    return told
  }

  /// Starts again after the fault, and lets the spooler go as far as it goes by itself; what it
  /// had to begin again is tried once more.
  private func expectWhole(_ rig: SpoolDiskRig, _ told: [String], _ place: String) async throws
    -> Int
  {
    if rig.disk.isDown { rig.disk.restart() }
    rig.disk.setCapacity(nil)
    rig.disk.fail(atCall: nil)
    let store = try rig.open()
    let spooler = rig.spooler(store)
    try spooler.recover()
    for printer in ["a5", "slip", "a5"] { while try await spooler.turn(printer) == .moved {} }
    let jobs = try store.printJobs()
    let printed = rig.printer.memory.withLock { $0.printed }
    let recorded = try rig.recorded(store)
    // A job whose taking-in was cut off may be there or not; one somebody was told of is there.
    let names = jobs.map(\.ticket.document)
    #expect(Set(told).isSubset(of: names), "\(place): lost \(Set(told).subtracting(names))")
    #expect(Set(names).count == names.count, "\(place): twice in the queue")
    for job in jobs {
      let name = job.ticket.document
      let sheets = printed.filter { $0 == name }.count
      switch job.state.name {
      case .printed:
        #expect(sheets == 1, "\(place): \(name) came out \(sheets) times")
        #expect(recorded.filter { $0 == name }.count == 1, "\(place): \(name) in the journal")
        #expect(throws: StoreError.self, "\(place): \(name) is kept") {
          try store.printContent(job.id)
        }
      case .uncertain:
        #expect(sheets <= 1, "\(place): \(name) came out \(sheets) times")
        #expect(!recorded.contains(name), "\(place): \(name) in the journal")
      default:
        Issue.record("\(place): \(name) is \(job.state.name)")
      }
    }
    #expect(rig.printer.memory.withLock { $0.open.isEmpty }, "\(place): a job left open")
    let problems = try store.check()
    #expect(problems == [], "\(place): \(problems)")
    try store.close()
    return jobs.filter { $0.state.name == .uncertain }.count
  }

  /// What a day without a fault does to the disk.
  private func whole() async throws -> (changes: Int, calls: Int, used: Int) {
    let rig = try SpoolDiskRig(seed: 1)
    let (before, used) = (rig.disk.counts, rig.disk.used)
    let told = await run(rig)
    let after = rig.disk.counts
    #expect(told.count == 3)
    #expect(try await expectWhole(rig, told, "no fault") == 0)
    return (after.changes - before.changes, after.calls - before.calls, rig.disk.used - used)
  }

  @Test func `a power cut at each write of the spool loses no paper and prints none twice`()
    async throws
  {
    let changes = try await whole().changes
    #expect(changes > 40)
    var uncertain = 0
    for change in 1...changes {
      let rig = try SpoolDiskRig(seed: UInt64(change))
      rig.disk.crash(atChange: change)
      let told = await run(rig)
      uncertain += try await expectWhole(rig, told, "write \(change) of \(changes)")
    }
    // Some cuts fall between the printer and the disk, and only a person can tell.
    #expect(uncertain > 0)
    #expect(uncertain < changes / 2)
  }

  @Test func `a disk that fails at any call loses no paper and prints none twice`() async throws {
    let calls = try await whole().calls
    for call in stride(from: 1, through: calls, by: 5) {
      let rig = try SpoolDiskRig(seed: UInt64(call))
      rig.disk.fail(atCall: call, times: 1 + call % 4)
      let told = await run(rig)
      _ = try await expectWhole(rig, told, "call \(call) of \(calls)")
    }
  }

  @Test func `a disk that is full at any size loses no paper and prints none twice`() async throws {
    var refused = 0
    for room in stride(from: 0, through: 200_000, by: 8_192) {
      let rig = try SpoolDiskRig(seed: UInt64(room))
      rig.disk.setCapacity(rig.disk.used + room)
      let told = await run(rig)
      if told.count < 3 { refused += 1 }
      _ = try await expectWhole(rig, told, "room for \(room) bytes")
    }
    #expect(refused > 0)
  }

  @Test func `what was printed has left the disk, also when the power failed before the cleaning`()
    async throws
  {
    // A whole run first, then a cut at each write after the paper came out.
    var cut = 0
    while true {
      let rig = try SpoolDiskRig(seed: UInt64(cut + 1))
      let store = try rig.open()
      let before = Self.pages(rig.disk)
      _ = try rig.put("paper--1", on: "slip", in: store, bytes: 40_000)
      let added = Self.pages(rig.disk).subtracting(before)
      // 40 kB fill nine pages of 4096 bytes, and a part of a tenth.
      #expect(added.count >= 9)
      if cut > 0 { rig.disk.crash(atChange: cut) }
      let spooler = rig.spooler(store)
      do { while try await spooler.turn("slip") == .moved {} } catch {}
      let wasCut = rig.disk.isDown
      rig.disk.crash(atChange: nil)
      try? store.close()
      if wasCut { rig.disk.restart() }
      let again = try rig.open()
      try rig.spooler(again).recover()
      if let job = try again.printJobs().first, job.state.name == .uncertain {
        try again.movePrintJob(job, to: .cancelled)
      }
      while try await rig.spooler(again).turn("slip") == .moved {}
      #expect(try again.printJobs().allSatisfy(\.state.isFinished), "cut \(cut)")
      let left = Self.pages(rig.disk).intersection(added).count
      #expect(left == 0, "cut \(cut): \(left) pages")
      try again.close()
      if cut > 0, !wasCut { break }
      cut += 3
    }
    #expect(cut > 5)
  }

  /// A sample of each page that holds something sealed: 48 bytes from its middle.
  private static func pages(_ disk: FaultyDisk) -> Set<Data> {
    var samples: Set<Data> = []
    let size = 4096
    for (name, head, step) in [("motcua.sqlite", 0, size), ("motcua.sqlite-wal", 56, size + 24)] {
      guard let file = disk.file(name) else { continue }
      for start in stride(from: head + size / 2, to: file.count - 48, by: step) {
        let sample = Data(file[start..<start + 48])
        if Set(sample).count > 24 { samples.insert(sample) }
      }
    }
    return samples
  }
}
