import DossierStore
import Foundation
import Identity
import Simulator
import Sync
import Testing

/// A device's store, with the power cut, the disk failing or full at every single point.
@Suite(.timeLimit(.minutes(10)))
struct CrashPointTests {
  /// Changes and calls a whole run makes, from the first opening of an empty folder on.
  private func whole() throws -> FaultyDisk.Counts {
    let rig = try StoreRig()
    let store = try rig.open()
    try rig.scenario(store) { _ in }
    try store.close()
    return rig.disk.counts
  }

  /// Opens and works until a fault ends it; the entries somebody was told about.
  private func run(_ rig: StoreRig) -> [Entry] {
    var promised: [Entry] = []
    guard let store = try? rig.open() else { return [] }
    try? rig.scenario(store) { promised.append($0) }
    try? store.close()
    return promised
  }

  private func expectWhole(_ rig: StoreRig, _ promised: [Entry], _ place: String) throws {
    let store = try rig.reopen()
    let head = try store.streamHead()
    #expect((head?.seq ?? 0) >= promised.count, "\(place)")
    if let first = promised.first {
      let kept = try store.entries(of: first.id)
      #expect(Array(kept.prefix(promised.count)) == promised, "\(place)")
    }
    #expect(try store.check() == [], "\(place)")
    // And it goes on: the same code is not given twice, the stream has no gap.
    _ = try rig.receive(store, request: "later")
    #expect(try store.streamHead()?.seq == (head?.seq ?? 0) + 1)
    #expect(try store.check() == [], "\(place), after going on")
    try store.close()
  }

  @Test func `a power cut at each change loses nothing anybody was told about`() throws {
    let changes = try whole().changes
    #expect(changes > 60)
    for change in 1...changes {
      let rig = try StoreRig(seed: UInt64(change))
      rig.disk.crash(atChange: change)
      let promised = run(rig)
      try expectWhole(rig, promised, "change \(change)")
    }
  }

  @Test func `a second power cut during the recovery loses nothing either`() throws {
    let changes = try whole().changes
    for change in stride(from: 3, through: changes, by: 9) {
      for second in 1...4 {
        let rig = try StoreRig(seed: UInt64(change * 10 + second))
        rig.disk.crash(atChange: change)
        let promised = run(rig)
        rig.disk.restart()
        rig.disk.crash(atChange: second)
        if let store = try? rig.open() {
          _ = try? store.check(rebuild: true)
          try? store.close()
        }
        rig.disk.cutPower()
        try expectWhole(rig, promised, "change \(change), then \(second)")
      }
    }
  }

  @Test func `each call that fails loses nothing and leaves nothing half done`() throws {
    let calls = try whole().calls
    for call in Points.of(calls, every: 5, "calls of a device that fail") {
      let rig = try StoreRig(seed: UInt64(call))
      rig.disk.fail(atCall: call, times: 1 + call % 3)
      let promised = run(rig)
      rig.disk.fail(atCall: nil)
      rig.disk.cutPower()
      try expectWhole(rig, promised, "call \(call)")
    }
  }

  @Test func `a disk that is full at any size, also during the recovery, loses nothing`() throws {
    for capacity in stride(from: 0, through: 400_000, by: 15_000) {
      let rig = try StoreRig(seed: UInt64(capacity))
      rig.disk.setCapacity(capacity)
      let promised = run(rig)
      rig.disk.cutPower()
      rig.disk.restart()
      if let store = try? rig.open() {
        #expect((try store.streamHead()?.seq ?? 0) >= promised.count)
        try? store.close()
      }
      rig.disk.setCapacity(nil)
      try expectWhole(rig, promised, "capacity \(capacity)")
    }
  }
}

/// A commit whose flush failed was refused, and yet it may be there after the next start.
struct FailedFlushTests {
  @Test func `what a start finds is on the disk before anybody is told of it`() throws {
    var found = 0
    for call in 1...60 {
      let rig = try StoreRig(seed: UInt64(call))
      let store = try rig.open()
      // The flush fails, and so does everything until the program has ended.
      rig.disk.fail(atCall: call, times: 1000)
      let received = try? rig.receive(store, request: "again")
      try? store.close()
      rig.disk.fail(atCall: nil)
      let second = try rig.open()
      let known = try second.subject(request: "again")
      if received == nil, known != nil { found += 1 }
      rig.disk.cutPower()
      try? second.close()
      rig.disk.restart()
      let third = try rig.open()
      #expect(try third.subject(request: "again") == known, "call \(call)")
      try third.close()
    }
    #expect(found > 0)
  }
}
