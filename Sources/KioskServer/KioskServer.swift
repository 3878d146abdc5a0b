package import Hummingbird
import Logging
import NIOCore

/// Builds the officer's screens as a server over a desk; running it is the caller's.
///
/// A function of the module, so `KioskServer.application(…)`.
///
/// - Parameters:
///   - onListening: told the host and port once they are open.
/// - Throws: ``KioskError`` or a file error if the screens' folder is not whole.
package func application(
  desk: any Desk, configuration: KioskConfiguration,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in }
) throws -> some ApplicationProtocol {
  let site = try Site(desk: desk, configuration: configuration)
  let router = Router(context: KioskContext.self, options: [.autoGenerateHeadEndpoints])
  router.add(middleware: Gate(site: site))
  let routes = Routes(router: router, site: site)
  SignInPages.add(to: routes)
  TodayPages.add(to: routes)
  ProcedurePages.add(to: routes)
  DraftPages.add(to: routes)
  VersionPages.add(to: routes)
  ScanPages.add(to: routes)
  PaperPages.add(to: routes)
  CheckPages.add(to: routes)
  DossierPages.add(to: routes)
  DisputePages.add(to: routes)
  StatusPages.add(to: routes)
  ActPages.add(to: routes)
  DocumentPages.add(to: routes)
  PrintingPages.add(to: routes)
  MoneyPages.add(to: routes)
  ReceiptNumberPages.add(to: routes)
  TellingPages.add(to: routes)
  SlipPages.add(to: routes)
  StickPages.add(to: routes)
  ReportPages.add(to: routes)
  CopiesPages.add(to: routes)
  SyncPages.add(to: routes)
  ClockPages.add(to: routes)
  // Hummingbird would log addresses of requests; screens log nothing about people.
  var logger = Logger(label: "motcua.kiosk")
  logger.logLevel = .critical
  return Application(
    router: router,
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port), serverName: nil),
    onServerRunning: { channel in
      await onListening(configuration.host, channel.localAddress?.port ?? configuration.port)
    },
    logger: logger)
}

/// Serves the officer's screens until the task is cancelled.
///
/// - Throws: what ``application(desk:configuration:onListening:)`` throws, or that the address is
///   taken.
package func serve(
  desk: any Desk, configuration: KioskConfiguration,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in }
) async throws {
  try await application(desk: desk, configuration: configuration, onListening: onListening)
    .runService(gracefulShutdownSignals: [])
}
