import Foundation
import HTTPTypes
import Hub
import HummingbirdCore
import NIOCore

/// Why a body was not taken.
enum BodyRefusal: Error {
  case tooLong
  /// It did not come whole, or not in time.
  case cut
  /// Too much is being read already.
  case noRoom
}

/// Reads the body of one request into memory of which the hub has a bounded amount: whoever sends
/// slowly, or many at once, must not use it up.
final class BodyReading {
  /// Bytes of a page's form.
  private static let pageBytes = 256 * 1024
  /// An agent gives a request up after 120 s.
  private static let time = Duration.seconds(150)

  private let site: HubSite
  /// Bytes of the common memory this one has.
  private var taken = 0

  init(_ site: HubSite) { self.site = site }

  /// Gives the memory back. The body must not be used any more.
  func end() {
    site.bodies.leave(taken)
    taken = 0
  }

  /// The whole body; of a piece of a file also what came before a cut.
  /// - Throws: ``BodyRefusal``.
  func body(of request: Request) async throws -> Data {
    let limit = limit(of: request)
    if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
      throw BodyRefusal.tooLong
    }
    let start = ContinuousClock.now
    var body = Data()
    do {
      for try await part in request.body {
        guard body.count + part.readableBytes <= limit else { throw BodyRefusal.tooLong }
        guard start.duration(to: .now) < Self.time else { throw BodyRefusal.cut }
        guard site.bodies.enter(part.readableBytes) else { throw BodyRefusal.noRoom }
        taken += part.readableBytes
        body.append(contentsOf: part.readableBytesView)
      }
    } catch let refusal as BodyRefusal {
      throw refusal
    } catch {
      guard request.method == .put, request.uri.path.hasPrefix("/sync/v1/file/") else {
        throw BodyRefusal.cut
      }
    }
    return body
  }

  private func limit(of request: Request) -> Int {
    guard request.uri.path.hasPrefix("/sync/") else { return Self.pageBytes }
    return max(site.hub.limits.filePieceBytes, site.hub.limits.exchangeBytes)
  }
}
