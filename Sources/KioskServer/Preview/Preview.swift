import Dossiers
import Foundation
import HTTPTypes
package import Hummingbird
import Logging

/// Serves a form to its author: both modes, without office, store or people.
///
/// A function of the module, so `KioskServer.preview(…)`.
///
/// - Throws: ``KioskError`` or a file error if the screens' folder is not whole.
package func preview(
  _ source: PreviewSource, configuration: KioskConfiguration,
  onListening: @escaping @Sendable (_ host: String, _ port: Int) async -> Void = { _, _ in }
) throws -> some ApplicationProtocol {
  let folder = configuration.folder
  let site = PreviewSite(
    form: PreviewForm(source), source: source,
    templates: try Templates(folder: folder.appending(path: "templates")),
    assets: try Assets(folder: folder), hosts: HostCheck(names: []),
    token: configuration.token(),
    texts: try ScreenTexts(folder: folder), language: PreviewLanguage())
  let routes = PreviewRoutes(router: Router(options: [.autoGenerateHeadEndpoints]), site: site)
  routes.addAll()
  var logger = Logger(label: "motcua.preview")
  logger.logLevel = .critical
  return Application(
    router: routes.router,
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port), serverName: nil),
    onServerRunning: { channel in
      await onListening(configuration.host, channel.localAddress?.port ?? configuration.port)
    },
    logger: logger)
}
