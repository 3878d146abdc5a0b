import Hub
import Hummingbird
package import Logging
import ServiceLifecycle

/// The hub's web server as a service: runs until it is told to stop, then finishes what it is at.
package struct HubService: Service {
  private let application: Application<HubResponder>

  /// `onListening` learns the port when the socket is open; with port 0 the system chooses one.
  package init(
    site: HubSite, host: String, port: Int, logger: Logger,
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    application = Application(
      responder: HubResponder(site: site),
      configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
      logger: logger)
  }

  package func run() async throws { try await application.run() }
}
