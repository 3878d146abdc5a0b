import Foundation
import Identity
import Sync

extension FuzzTarget {
  /// Files of a stick from outside (first byte even), and what lies sealed in them (odd).
  static let courier = FuzzTarget(
    name: "courier", longest: 4096,
    seeds: { _ in
      let journal = FuzzJournal.entries
      let header: JSONValue = [
        "after": 0, "epoch": 1,
        "head": [
          "author": .string(FuzzJournal.device.deviceID.rawValue), "epoch": 1,
          "seq": .integer(Int64(journal.count)), "chain": .string(Digest.of(Data()).base64url),
          "signature": .string(Data(repeating: 1, count: 64).base64url),
        ],
      ]
      let run = header.canonical + Data("\n".utf8) + FuzzJournal.lines
      let random = SeededRandom(seed: 4)
      let file = try CourierFile.write(
        run, kind: .run, hub: FuzzJournal.hub.deviceID, unit: "H99.88",
        to: [FuzzJournal.hub.deviceID: FuzzJournal.agreement.publicKey], by: FuzzJournal.device,
        random: random)
      return [
        Data([0]) + file, Data([1]) + run,
        Data([1]) + (try FuzzJournal.opened(try FuzzJournal.log.encoded())),
      ]
    },
    run: { input in
      guard let kind = input.first else { return }
      if kind.isMultiple(of: 2) {
        guard let file = try? CourierFile(Data(input.dropFirst())) else { return }
        guard file.isSigned(by: FuzzJournal.device.publicKey) else { return }
        _ = try? file.open(FuzzJournal.agreement, as: FuzzJournal.hub.deviceID)
      } else if let body = FuzzJournal.closed(input.dropFirst()) {
        if let run = try? StreamRun(encoded: body) { _ = run.isPlausible }
        _ = try? LogPart(encoded: body)
        _ = try? CourierLog(encoded: body)
      }
    })
}
