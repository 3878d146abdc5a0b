package import Foundation
import Synchronization

/// The bundle that was read last: every exchange and many pages look at it, a province's has
/// hundreds of keys, and it seldom changes.
package final class TrustBundleMemory: Sendable {
  package static let last = TrustBundleMemory()

  private let read = Mutex<(bytes: Data, bundle: TrustBundle)?>(nil)

  package func bundle(_ bytes: Data) throws -> TrustBundle {
    if let known = read.withLock({ $0 }), known.bytes == bytes { return known.bundle }
    let bundle = try TrustBundle(jsonBytes: bytes)
    read.withLock { $0 = (bytes, bundle) }
    return bundle
  }
}
