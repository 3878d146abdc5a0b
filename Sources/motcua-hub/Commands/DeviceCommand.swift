import ArgumentParser
import Dossiers
import Hub
import Identity
import Sync

struct DeviceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "The machines of the communes.",
    subcommands: [
      Invite.self, List.self, Revoke.self, Quarantine.self, Apart.self, Release.self, Forks.self,
    ])

  struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a one-time code with which one more device may join a unit.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var acting: ActorOptions
    @Option(help: "The unit's code.") var unit: String
    @Option(help: "How long the code is good, in minutes.") var minutes: Int = 10

    func run() async throws {
      guard (1...7 * 24 * 60).contains(minutes) else {
        throw Failure.badInput("The code's life must be 1 minute to 7 days (10080 minutes).")
      }
      let hub = try common.openHub()
      let invitation = try await hub.invite(
        unit: unit, lifeMilliseconds: Int64(minutes) * 60_000,
        actor: try await acting.actor(hub, common))
      let value: JSONValue = [
        "code": .string(invitation.code), "expires": .string(invitation.expires.rfc3339),
      ]
      Output.print(value, json: common.json) {
        "Code \(invitation.code) for one device of unit \(invitation.unit), "
          + "good until \(invitation.expires.rfc3339)."
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the devices.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let hub = try common.openHub()
      let devices = try await hub.devices()
      let awaited = Dictionary(
        uniqueKeysWithValues: try await hub.awaitedRanges().map { ($0.device, $0.since) })
      let apart = try await hub.keptApart()
      let values = devices.map { device -> JSONValue in
        [
          "id": .string(device.id.rawValue), "unit": .string(device.unit),
          "state": .string(device.state.rawValue),
          "range": [
            "first": .integer(Int64(device.range.lowerBound)),
            "last": .integer(Int64(device.range.upperBound)),
          ],
          "enrolled": .string(Instant(milliseconds: device.enrolled).rfc3339),
          "lastContact": .string(Instant(milliseconds: device.lastContact).rfc3339),
          "rangeAwaited": awaited[device.id]
            .map { .string(Instant(milliseconds: $0).rfc3339) } ?? .null,
          "apart": .object(
            Dictionary(
              uniqueKeysWithValues: ApartReason.allCases.map {
                ($0.rawValue, .integer(Int64(apart[device.id]?[$0] ?? 0)))
              })),
        ]
      }
      Output.print(.array(values), json: common.json) {
        Output.table(
          devices.map {
            [
              $0.id.rawValue, $0.unit, $0.state.rawValue,
              awaited[$0.id] == nil
                ? "\($0.range.lowerBound)-\($0.range.upperBound)" : "no range left",
              Instant(milliseconds: $0.lastContact).rfc3339, Self.words(apart[$0.id] ?? [:]),
            ]
          })
      }
    }

    private static func words(_ apart: ApartCounts) -> String {
      ApartReason.allCases.compactMap { reason in
        apart[reason].map { "\($0) \(reason.rawValue)" }
      }.joined(separator: ", ")
    }
  }

  struct Apart: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What of a device is kept and does not count: codes, kinds and times.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The device's number.") var device: String

    func run() async throws {
      let entries = try await common.openHub().entriesApart(of: DeviceTarget.id(device))
      let values = entries.map { entry -> JSONValue in
        [
          "entry": .string(entry.id.description), "kind": .string(entry.kind),
          "dossier": .string(entry.subject.description),
          "code": entry.code.map { .string($0) } ?? .null,
          "time": .string(Instant(milliseconds: entry.time).rfc3339),
          "reason": .string(entry.reason.rawValue),
        ]
      }
      Output.print(.array(values), json: common.json) {
        entries.isEmpty
          ? "Nothing of device \(device) is kept apart."
          : Output.table(
            entries.map {
              [
                $0.id.description, $0.reason.rawValue, $0.code ?? $0.subject.description, $0.kind,
                Instant(milliseconds: $0.time).rfc3339,
              ]
            })
      }
    }
  }

  struct Forks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Streams that two machines wrote differently, and codes that several dossiers have."
    )

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let hub = try common.openHub()
      let forks = try await hub.forks()
      let collisions = try await hub.codeCollisions()
      let value: JSONValue = [
        "forks": .array(
          forks.map {
            [
              "device": .string($0.device.rawValue), "unit": .string($0.unit),
              "epoch": .integer(Int64($0.epoch)), "first": .integer(Int64($0.first)),
              "last": .integer(Int64($0.last)), "next": .integer(Int64($0.next)),
              "noticed": .string(Instant(milliseconds: $0.noticed).rfc3339),
              "settled": $0.settled.map { .string(Instant(milliseconds: $0).rfc3339) } ?? .null,
            ]
          }),
        "codes": .array(
          collisions.map {
            [
              "code": .string($0.code),
              "dossiers": .array($0.dossiers.map { .string($0.description) }),
            ]
          }),
      ]
      Output.print(value, json: common.json) {
        let lines =
          forks.map {
            "Device \($0.device) of unit \($0.unit) works on two machines since entry \($0.first) "
              + "of epoch \($0.epoch); one goes on in epoch \($0.next)."
              + ($0.settled == nil ? "" : " It was judged since.")
          }
          + collisions.map {
            "Code \($0.code): \($0.dossiers.map(\.description).joined(separator: ", "))"
          }
        return lines.isEmpty ? "No forks and no code given twice." : lines.joined(separator: "\n")
      }
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "End a device's key; what it still sends is kept in quarantine.")

    @OptionGroup var target: DeviceTarget

    func run() async throws {
      try await target.act { hub, id, actor in
        try await hub.revoke(id, actor: actor)
        return ("is revoked.", [:])
      }
    }
  }

  struct Quarantine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Keep apart what a device sends until it is released.")

    @OptionGroup var target: DeviceTarget

    func run() async throws {
      try await target.act { hub, id, actor in
        try await hub.quarantine(id, actor: actor)
        return ("is in quarantine.", [:])
      }
    }
  }

  struct Release: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let count what a device sent into quarantine.")

    @OptionGroup var target: DeviceTarget

    func run() async throws {
      try await target.act { hub, id, actor in
        let count = try await hub.release(id, actor: actor)
        return (
          "is released; \(count) of its entries were kept apart until now.",
          ["entries": .integer(Int64(count))]
        )
      }
    }
  }
}

/// A device named on the command line.
struct DeviceTarget: ParsableArguments {
  @OptionGroup var common: CommonOptions
  @OptionGroup var acting: ActorOptions
  @Argument(help: "The device's number.") var device: String

  /// - Parameter body: does it, and says what came of it, for people and for programs.
  func act(
    _ body: (Hub, DeviceID, String) async throws -> (outcome: String, members: [String: JSONValue])
  ) async throws {
    let id = try Self.id(device)
    let hub = try common.openHub()
    let (outcome, members) = try await body(hub, id, try await acting.actor(hub, common))
    let value = JSONValue.object(members.merging(["id": .string(device)]) { $1 })
    Output.print(value, json: common.json) { "Device \(device) \(outcome)" }
  }

  static func id(_ device: String) throws -> DeviceID {
    guard let id = DeviceID(rawValue: device) else {
      throw Failure.badInput("A device's number has 16 letters and digits, as “device list” says.")
    }
    return id
  }
}
