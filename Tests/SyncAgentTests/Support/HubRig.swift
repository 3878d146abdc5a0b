import Foundation
import Hub
import HubServer
import Identity
import Logging
import Sync

/// A real hub behind a real socket of this process, in a folder of its own.
final class HubRig: Sendable {
  let hub: Hub
  let site: HubSite
  let port: Int
  private let folder: URL
  private let server: Task<Void, any Error>

  private init(hub: Hub, site: HubSite, port: Int, folder: URL, server: Task<Void, any Error>) {
    self.hub = hub
    self.site = site
    self.port = port
    self.folder = folder
    self.server = server
  }

  deinit {
    server.cancel()
    try? FileManager.default.removeItem(at: folder)
  }

  static let share = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func start(
    clock: any WallClock, limits: HubLimits = HubLimits(), seed: UInt64 = 7
  ) async throws -> HubRig {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "hub-rig-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    _ = try HubFolder.create(
      at: folder, mode: .plainFile, credentialsDirectory: nil, clock: clock,
      random: SeededRandom(seed: seed))
    let hub = try HubFolder.open(
      at: folder, credentialsDirectory: nil, clock: clock, random: SeededRandom(seed: 8),
      limits: limits)
    let unit = try Data(contentsOf: share.appending(path: "Forms/demo-unit.json"))
    _ = try await hub.addUnit(JSONValue(parsing: unit), actor: "local:0")
    let dictionary = try Data(
      contentsOf: share.appending(path: "Forms/\(SegmentDictionary.fileName)"))
    if let known = SegmentDictionary(dictionary) { try await hub.keepDictionary(known) }
    let site = try HubSite(
      hub: hub, pages: share.appending(path: "Kiosk/hub"),
      procedures: try HubProcedures(hub: hub, shipped: share.appending(path: "Forms")),
      settings: SiteSettings(hosts: ["127.0.0.1"]), random: SeededRandom(seed: 9))
    let (ports, opened) = AsyncStream<Int>.makeStream()
    var logger = Logger(label: "hub")
    logger.logLevel = .critical
    let service = HubService(
      site: site, host: "127.0.0.1", port: 0, logger: logger,
      onListening: { opened.yield($0) })
    let server = Task { try await service.run() }
    var port: Int?
    for await number in ports {
      port = number
      break
    }
    return HubRig(hub: hub, site: site, port: port ?? 0, folder: folder, server: server)
  }

  func url(port: Int? = nil) -> String { "http://127.0.0.1:\(port ?? self.port)" }
}
