import CFaultVFS
package import Foundation

/// The disk of one simulated machine: SQLite databases below its folder live in memory and fail the
/// way real ones do.
///
/// Safe to use from several threads: the C part has a lock for each machine.
package final class FaultyDisk: @unchecked Sendable {
  /// What happened to the disk since it was made.
  package struct Counts: Sendable, Hashable {
    package var calls = 0
    package var changes = 0
    package var flushes = 0
    package var lost = 0
    package var torn = 0
    package var kept = 0
    package var errors = 0
    package var refused = 0

    /// Calls the disk did not do.
    package var failures: Int { errors + refused }
  }

  package let folder: String
  private let machine: OpaquePointer

  /// - Parameter folder: an absolute path without a slash at its end.
  package init(folder: String, seed: UInt64) {
    let code = motcua_fault_vfs_register()
    precondition(code == 0, "SQLite takes a VFS")
    self.folder = folder
    machine = motcua_machine_new(folder, seed)
  }

  deinit { motcua_machine_free(machine) }

  package var counts: Counts {
    let counted = motcua_machine_counted(machine)
    return Counts(
      calls: Int(counted.calls), changes: Int(counted.changes), flushes: Int(counted.flushes),
      lost: Int(counted.lost), torn: Int(counted.torn), kept: Int(counted.kept),
      errors: Int(counted.errors), refused: Int(counted.refused))
  }

  /// The power fails at the `change`-th change from now; `nil` takes the plan back.
  package func crash(atChange change: Int?) {
    motcua_machine_crash_at(machine, Int64(change ?? 0))
  }

  /// The `call`-th call from now fails, and `times - 1` after it; `nil` takes the plan back.
  package func fail(atCall call: Int?, times: Int = 1) {
    motcua_machine_fail_at(machine, Int64(call ?? 0), Int64(times))
  }

  /// Bytes all files together may have; `nil` is no limit.
  package func setCapacity(_ bytes: Int?) {
    motcua_machine_set_capacity(machine, Int64(bytes ?? -1))
  }

  package func setReadOnly(_ isReadOnly: Bool) {
    motcua_machine_set_read_only(machine, isReadOnly ? 1 : 0)
  }

  package var used: Int { Int(motcua_machine_used(machine)) }
  package var isDown: Bool { motcua_machine_is_down(machine) != 0 }
  package func cutPower() { motcua_machine_cut(machine) }
  /// Turns the power on: what was not flushed is lost, torn or kept.
  package func restart() { motcua_machine_restart(machine) }

  /// The file as programs see it; `nil` if there is none.
  package func file(_ name: String) -> Data? {
    let path = "\(folder)/\(name)"
    let size = motcua_machine_get(machine, path, nil, 0)
    guard size >= 0 else { return nil }
    var data = Data(count: Int(size))
    _ = data.withUnsafeMutableBytes { bytes in
      motcua_machine_get(machine, path, bytes.baseAddress, size)
    }
    return data
  }

  /// Puts a file on the disk for good.
  package func put(_ data: Data, _ name: String) {
    data.withUnsafeBytes { bytes in
      motcua_machine_put(machine, "\(folder)/\(name)", bytes.baseAddress, Int64(bytes.count))
    }
  }

  package func remove(_ name: String) { motcua_machine_remove(machine, "\(folder)/\(name)") }

  /// Whether the text lies on the disk in the open.
  package func contains(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return motcua_machine_contains(machine, bytes, Int64(bytes.count)) != 0
  }
}
