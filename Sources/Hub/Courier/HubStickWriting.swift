package import Identity
package import Sync

/// What a unit's devices are to get by stick.
package struct UnitParcels: Sendable {
  /// Each with how many entries of the log it holds.
  package internal(set) var parts: [(parcel: CourierParcel, entries: Int)] = []
  /// Entries behind them, as one of them cannot be read on this machine.
  package internal(set) var unread = 0
}

/// What was put on a stick for communes, and what was not.
package struct StickLoad: Sendable {
  /// What one unit gets less than it should.
  package struct Rest: Sendable {
    package let unit: String
    package let files: Int
    package let entries: Int
  }

  /// Names of the files on the stick.
  package fileprivate(set) var names: [String] = []
  /// What they take.
  package fileprivate(set) var bytes = 0
  /// What found no room on the stick, by unit.
  package fileprivate(set) var noRoom: [Rest] = []
  /// Units whose log cannot be read on this machine, and why.
  package fileprivate(set) var unreadable: [(unit: String, reason: String)] = []

  /// Whether every unit gets all there is for it.
  package var isWhole: Bool { noRoom.isEmpty && unreadable.isEmpty }
}

extension Hub {
  /// Puts on a stick what these units' devices are to get. What one of them lacks, because the stick
  /// is full or its log cannot be read, is told and keeps nothing from the others.
  /// - Throws: `notFound` and `refused` for units that can get no stick; what the disk says when the
  ///   stick is gone or locked.
  package func write(_ stick: StickFolder, for units: [String]) async throws -> StickLoad {
    CourierParcel.unfinished(among: try stick.names(), of: id).forEach(stick.remove)
    var load = StickLoad()
    for unit in units {
      let log: UnitParcels
      do {
        log = try await courierLog(of: unit)
      } catch let error as HubError where error.kind != .damaged {
        throw error
      } catch {
        load.unreadable.append((unit, "\(error)"))
        continue
      }
      if log.unread > 0 {
        load.unreadable.append((unit, "\(log.unread) entries of its log lie behind a damaged one."))
      }
      // A part without the one before it would have to wait at the device.
      var rest = log.parts[...]
      while let part = rest.first, try stick.put([part.parcel.file]) {
        load.names.append(part.parcel.name)
        load.bytes += part.parcel.data.count
        rest.removeFirst()
      }
      if !rest.isEmpty {
        load.noRoom.append(
          StickLoad.Rest(
            unit: unit, files: rest.count, entries: rest.reduce(0) { $0 + $1.entries }))
      }
    }
    return load
  }
}
