import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// A commune's device in a simulated world: the real store on a simulated disk, the real session.
final class Kiosk {
  let name: String
  let unit: Dossiers.Unit
  let disk: FaultyDisk
  let folder: URL
  let keys: DeviceKeys
  let clock: MachineClock
  let random: SeededRandom
  /// `nil` while the machine is off.
  var store: DossierStore?
  var session: ExchangeSession
  /// Counts starts; what was planned before a stop is dropped.
  var boot = 0
  /// Counts what was asked of the session's alarm; a later one silences the earlier.
  var alarm = 0
  var flight: Flight?
  var flights = 0
  /// The last hour with a flight, and how many there were before it.
  var hour: (number: Int64, flights: Int) = (-1, 0)
  /// A run sent ahead of the next exchange.
  var ahead: RunAhead?
  var aside = FilesAside()
  /// Sticks read so far.
  var sticks = 0
  var link = Link()
  /// Acts whose writing ended in a fault: nobody knows yet whether they are on the disk.
  var uncertain: [UncertainAct] = []
  /// The last own entry somebody was told about.
  var promised: [Int: Int] = [:]
  /// What the hub said it has, by epoch.
  var acknowledged: [Int: Int] = [:]
  /// Tokens of people who were told to try again.
  var retries: [Intake] = []
  /// Failures of the disk that were told already.
  var faultCalls = 0
  /// A copy of the disk that somebody put away.
  var backup: Backup?
  /// How often the machine was put back to an earlier state.
  var lives = 0
  /// The disk is full or can only be read.
  var isStarved = false
  /// The level of the protocol the program on it speaks.
  var level = RequestRecovery.level
  /// Bytes it gives back to a hub at once.
  var returnedBytes = StoreOptions().returnedBytes
  /// The folder of its catalogue, with a dictionary for segments.
  var catalogue: URL?
  /// Set once a copy of the disk runs in a second machine, and for somebody who works on the
  /// dossiers of such machines: what they write may get other names.
  var twins: Twins?
  /// It reaches the old one of two hubs.
  var isAtElder = false
  /// The province set it apart once, or revoked it.
  var isApart = false
  /// Another's twins whose dossiers people work on here, and the answer they change.
  var watched: (twins: Twins, path: String)?

  init(
    name: String, unit: Dossiers.Unit, disk: FaultyDisk, folder: URL, keys: DeviceKeys,
    clock: MachineClock, random: SeededRandom
  ) {
    self.name = name
    self.unit = unit
    self.disk = disk
    self.folder = folder
    self.keys = keys
    self.clock = clock
    self.random = random
    session = ExchangeSession(random: random)
  }

  var device: DeviceID { keys.deviceID }
  var isOn: Bool { store != nil }

  /// Opens the store as the program does after a start.
  func open() throws {
    var options = StoreOptions(
      naming: { _, _ in
        SummaryPaths(title: World.names[0], applicant: World.names[1], numbers: [World.number])
      }, readers: 1)
    options.level = level
    // Little, so that requests are asked after in every world.
    options.askedFrom = 1000
    options.returnedBytes = returnedBytes
    options.catalogues = { [catalogue] in [catalogue].compactMap(\.self) }
    store = try DossierStore.open(
      at: folder, keys: keys, clock: clock, random: random, options: options)
  }

  /// Ends the program, in order or, when the power has failed, as it is.
  func close() {
    try? store?.close()
    store = nil
    session = ExchangeSession(random: random)
    flight = nil
    ahead = nil
    aside = FilesAside()
    boot += 1
    alarm += 1
  }
}

/// One exchange on its way.
struct Flight {
  enum Cargo {
    case nothing
    case entries(NextRequest, isRepeat: Bool)
    case file(FileChunk, size: Int)
  }

  let number: Int
  let cargo: Cargo
  /// Sticks the device had read when the request was made.
  let sticks: Int
}

/// How a device's link is now.
struct Link {
  var isUp = true
  /// Percent of requests to which something happens on the way.
  var trouble = 0
  /// Milliseconds one way.
  var latency = 300
}

/// An act of which it is not known whether it reached the disk.
struct UncertainAct {
  let subject: EntryID?
  let token: String?
  let mark: Int64
  var isErasure = false
  let apply: (inout Model, Entry) -> Void
}

/// A dossier somebody wants received.
struct Intake {
  let token: String
  let authority: String
  let returnUnit: String
  let answers: [String: String]
  let rows: [String]
}
