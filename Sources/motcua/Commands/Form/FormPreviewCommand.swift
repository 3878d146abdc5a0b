import ArgumentParser
import Authoring
import Counter
import Dossiers
import Foundation
import Identity
import KioskServer
import Logging
import ServiceLifecycle
import UnixSignals

struct FormPreviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Serve a form on this machine as officers and residents will see it.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var register: EntityOptions
  @Option(help: "Address and port; 0 takes a free port.") var listen = "127.0.0.1:8720"
  @Argument(help: "A form: .md, .xlsx or .xml.") var form: String

  func run() async throws {
    let named = FormFile(form)
    _ = try named.authored()
    let address = try ListenAddress(listen)
    guard ["127.0.0.1", "localhost", "::1"].contains(address.host) else {
      throw DossierError(
        .refused, vi: "Bản xem thử chỉ mở trên máy này (127.0.0.1).",
        en: "A preview is served on this machine only: 127.0.0.1 or localhost.")
    }
    let entities = try SampleEntities(beside: named.file, named: register.entities)
    _ = try entities.lists()
    let clock = try common.clock()
    let json = common.json
    let source = PreviewSource(
      name: named.file.lastPathComponent, stamp: { Self.stamp(named.file) },
      definition: { try named.definition() },
      languages: { LanguageName.official + named.packs.map(\.languageName) },
      environment: { language in
        FormLibrary.environment(
          now: Instant(milliseconds: clock.milliseconds), language: language)
      }, entities: { try entities.lists() },
      media: { name, form in
        let folder = named.file.deletingLastPathComponent()
        return (try? LabelMedia(name, of: form, beside: folder)).map {
          Document(data: $0.data, type: $0.mediaType, name: name)
        }
      })
    let server = try KioskServer.preview(
      source,
      configuration: KioskConfiguration(
        folder: try ShareFolder.locate().appending(path: "Kiosk"), host: address.host,
        port: address.port),
      onListening: { host, port in
        let url = "http://\(host):\(port)"
        json ? Output.json(.record([("url", .string(url))])) : print("Xem thử: \(url)")
        fflush(nil)
      })
    var logger = Logger(label: "motcua") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    try await ServiceGroup(
      configuration: .init(
        services: [.init(service: server, successTerminationBehavior: .gracefullyShutdownGroup)],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    ).run()
  }

  /// Size and time of the file: different as soon as the author saved it.
  private static func stamp(_ file: URL) -> String {
    let found = try? FileManager.default.attributesOfItem(atPath: file.path)
    let time = (found?[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
    return "\(time) \(found?[.size] ?? 0)"
  }
}
