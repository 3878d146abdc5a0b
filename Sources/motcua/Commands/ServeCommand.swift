import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import KioskDesk
import KioskServer
import Logging
import ServiceLifecycle
import SyncAgent
import UnixSignals

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "The office's screens, and the agent beside them.")
  @OptionGroup var common: CommonOptions
  @Option(help: "Address and port; 0 takes a free port.") var listen = "127.0.0.1:8700"
  @Option(
    help: ArgumentHelp(
      "Folder in which sticks appear as folders; else what the system mounts under /media.",
      valueName: "folder")) var sticks: String?

  func run() async throws {
    let office = try common.office()
    let address = try ListenAddress(listen)
    var logger = Logger(label: "motcua") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    let agent = OfficeAgent.make(office)
    // A broken form is known before somebody asks for it, and the first page need not wait.
    Thread.detachNewThread { office.library.compileAll() }
    let desk = OfficeDesk(
      office: office, agent: agent,
      sticks: StickMounts(in: sticks.map { URL(filePath: $0, directoryHint: .isDirectory) }))
    let json = common.json
    let server = try KioskServer.application(
      desk: desk,
      configuration: KioskConfiguration(
        folder: try ShareFolder.locate().appending(path: "Kiosk"), host: address.host,
        port: address.port),
      onListening: { host, port in
        let url = "http://\(host):\(port)"
        json ? Output.json(.record([("url", .string(url))])) : print("Một Cửa: \(url)")
        fflush(nil)
      })
    let group = ServiceGroup(
      configuration: .init(
        services: [
          .init(service: server, successTerminationBehavior: .gracefullyShutdownGroup),
          .init(service: agent, successTerminationBehavior: .ignore),
          .init(
            service: OfficePrinting.agent(office), successTerminationBehavior: .ignore),
        ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    try await group.run()
  }
}

/// `host:port` as people type it.
struct ListenAddress {
  let host: String
  let port: Int

  init(_ text: String) throws {
    guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
      (0...65535).contains(port), colon > text.startIndex
    else {
      throw DossierError(
        .badInput, vi: "Địa chỉ ghi dạng 127.0.0.1:8700.",
        en: "--listen is written host:port, such as 127.0.0.1:8700.")
    }
    self.host = String(text[..<colon])
    self.port = port
  }
}
