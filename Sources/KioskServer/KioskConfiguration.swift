package import Foundation

/// How the screens are served. Values only: nothing is read from the environment here.
package struct KioskConfiguration: Sendable {
  /// The address to listen on. Loopback unless the office's other desks use it too.
  package var host: String
  /// 0 takes any free port; the one taken is told by `onListening`.
  package var port: Int
  /// Host names beside the loopback ones that a browser may use.
  package var hostNames: [String]
  /// The `Kiosk` folder: templates, styles, modules, texts.
  package var folder: URL
  /// Milliseconds without a request after which an officer is signed out.
  package var idleLimitMilliseconds: Int64
  /// A steady clock in milliseconds, for sessions and waiting times only.
  package var steadyMilliseconds: @Sendable () -> Int64
  /// So many fresh random bytes.
  package var randomBytes: @Sendable (Int) -> [UInt8]

  /// - Parameter idleLimitMilliseconds: 30 minutes unless told otherwise.
  package init(
    folder: URL, host: String = "127.0.0.1", port: Int = 8_700, hostNames: [String] = [],
    idleLimitMilliseconds: Int64 = 30 * 60 * 1_000,
    steadyMilliseconds: @escaping @Sendable () -> Int64 = KioskConfiguration.uptime,
    randomBytes: @escaping @Sendable (Int) -> [UInt8] = KioskConfiguration.systemRandom
  ) {
    self.folder = folder
    self.host = host
    self.port = port
    self.hostNames = hostNames
    self.idleLimitMilliseconds = idleLimitMilliseconds
    self.steadyMilliseconds = steadyMilliseconds
    self.randomBytes = randomBytes
  }

  /// Milliseconds since the machine started.
  package static func uptime() -> Int64 {
    Int64(ProcessInfo.processInfo.systemUptime * 1_000)
  }

  package static func systemRandom(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }

  /// 32 random bytes as base64url without padding.
  func token() -> String {
    Data(randomBytes(32)).base64EncodedString()
      .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }
}
