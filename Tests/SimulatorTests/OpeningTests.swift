import DossierStore
import Foundation
import Hub
import Simulator
import Testing

/// Without its write-ahead log a power cut undoes commits of a database: one that cannot be given
/// its log does not open.
@Suite(.timeLimit(.minutes(10)))
struct OpeningTests {
  /// Byte 18 of a database's header is 2 if it has a write-ahead log (sqlite.org/fileformat.html).
  private func hasLog(_ disk: FaultyDisk, _ name: String) throws -> Bool {
    try #require(disk.file(name))[18] == 2
  }

  @Test func `a kiosk's database that opens has its log, whichever call failed`() throws {
    let whole = try StoreRig()
    try whole.open().close()
    #expect(try hasLog(whole.disk, "motcua.sqlite"))
    var opened = 0
    for call in 1...whole.disk.counts.calls {
      let rig = try StoreRig(seed: UInt64(call))
      rig.disk.fail(atCall: call)
      guard let store = try? rig.open() else { continue }
      opened += 1
      #expect(try hasLog(rig.disk, "motcua.sqlite"), "call \(call)")
      try? store.close()
    }
    #expect(opened > 0)
  }

  @Test func `a hub's database that opens has its log, whichever call failed`() throws {
    let whole = try HubRig()
    _ = try whole.open()
    let calls = whole.disk.counts.calls
    #expect(try hasLog(whole.disk, HubFolder.storeName))
    var opened = 0
    for call in 1...calls {
      let rig = try HubRig(seed: UInt64(call))
      rig.disk.fail(atCall: call)
      guard (try? rig.open()) != nil else { continue }
      opened += 1
      #expect(try hasLog(rig.disk, HubFolder.storeName), "call \(call)")
    }
    #expect(opened > 0)
  }
}
