import ArgumentParser
import Foundation
import Hub
import HubServer
import Identity
import Logging
import ServiceLifecycle
import Sync
import UnixSignals

struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Answer devices, citizens and the province's desk over HTTP.")

  @OptionGroup var common: CommonOptions

  @Option(help: ArgumentHelp("Address and port.", valueName: "HOST:PORT"))
  var listen = "127.0.0.1:8800"

  @Option(help: ArgumentHelp("One more name browsers reach this server by.", valueName: "HOST"))
  var host: [String] = []

  @Flag(help: "Browsers come by TLS through a proxy: send cookies over TLS only.")
  var behindTLS = false

  @Option(help: ArgumentHelp("The catalogue folder Forms.", valueName: "DIR"))
  var forms: String?

  @Option(help: ArgumentHelp("The folder of pages, Kiosk/hub.", valueName: "DIR"))
  var pages: String?

  func run() async throws {
    let (name, port) = try address()
    let hub = try common.openHub()
    try await hub.nameUnits()
    let bundle = try await hub.trustBundle()
    let pages = try Installation.folder(pages, "Kiosk/hub", option: "--pages")
    let forms = try Installation.folder(forms, "Forms", option: "--forms")
    let dictionary = try? Data(contentsOf: forms.appending(path: SegmentDictionary.fileName))
    if let known = dictionary.flatMap(SegmentDictionary.init) {
      try await hub.keepDictionary(known)
    }
    let procedures = try HubProcedures(hub: hub, shipped: forms)
    // What was published is known from the first exchange on, not from the first page.
    _ = await procedures.now()
    let site = try HubSite(
      hub: hub, pages: pages, procedures: procedures,
      settings: SiteSettings(hosts: hosts(name, port), isSecure: behindTLS),
      random: SystemRandom())
    var logger = Logger(label: "motcua-hub") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    let isJSON = common.json
    let service = HubService(site: site, host: name, port: port, logger: logger) { port in
      let value: JSONValue = [
        "url": .string("http://\(name):\(port)/"), "hub": .string(hub.id.rawValue),
        "devices": .integer(Int64(bundle.devices.count)),
      ]
      Output.print(value, json: isJSON) {
        "The hub \(hub.id) listens at http://\(name):\(port)/ (desk: /desk, tracking: /t)."
      }
      fflush(nil)
    }
    let group = ServiceGroup(
      configuration: .init(
        services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch let error as CancellationError {
      throw error
    } catch {
      throw Failure.other(
        "Cannot listen at \(listen) (\(error)); choose another port with --listen.")
    }
  }

  private func address() throws -> (String, Int) {
    guard let colon = listen.lastIndex(of: ":"),
      let port = Int(listen[listen.index(after: colon)...]),
      (0...65535).contains(port), colon > listen.startIndex
    else {
      throw Failure.badInput("Write the address to listen at as HOST:PORT, such as 127.0.0.1:8800.")
    }
    return (String(listen[..<colon]), port)
  }

  private func hosts(_ name: String, _ port: Int) -> Set<String> {
    var hosts = Set(host)
    hosts.insert("\(name):\(port)")
    if name == "127.0.0.1" || name == "0.0.0.0" {
      hosts.formUnion(["localhost:\(port)", "127.0.0.1:\(port)"])
    }
    return hosts
  }
}

/// Finds the folders that belong to the program: named, beside the working folder, or installed.
enum Installation {
  static func folder(_ named: String?, _ path: String, option: String) throws -> URL {
    if let named { return try existing(URL(filePath: named), option) }
    let places =
      [URL(filePath: FileManager.default.currentDirectoryPath)] + ancestors(of: executable)
      + [URL(filePath: "/usr/share/motcua")]
    for place in places {
      let folder = place.appending(path: path)
      if isFolder(folder) { return folder }
    }
    throw Failure.notFound("The folder \(path) is not found; name it with \(option).")
  }

  private static var executable: URL {
    URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
  }

  private static func ancestors(of file: URL) -> [URL] {
    var folders: [URL] = []
    var folder = file.deletingLastPathComponent()
    while folder.path != "/" && folders.count < 8 {
      folders.append(folder)
      folder = folder.deletingLastPathComponent()
    }
    return folders
  }

  private static func existing(_ folder: URL, _ option: String) throws -> URL {
    guard isFolder(folder) else {
      throw Failure.notFound("The folder \(folder.path) given with \(option) does not exist.")
    }
    return folder
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
