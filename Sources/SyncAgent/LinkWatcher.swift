import Foundation
import Glibc
import Synchronization

/// Tells when a network interface or address comes or goes, from the kernel's route socket, so
/// that a cable plugged in is noticed at once and not at the next probe.
package final class LinkWatcher: Sendable {
  // From linux/netlink.h and linux/rtnetlink.h.
  private static let netlinkRoute: Int32 = 0
  private static let linkAndAddressGroups: UInt32 = 0x1 | 0x10 | 0x100
  /// `struct sockaddr_nl`, which Glibc's module does not export.
  private struct NetlinkAddress {
    var family: UInt16 = 16
    var padding: UInt16 = 0
    var process: UInt32 = 0
    var groups: UInt32 = LinkWatcher.linkAndAddressGroups
  }

  private let descriptor: Int32

  /// Nil where the kernel gives no route socket; probing alone then finds the link.
  package init?() {
    descriptor = socket(Int32(AF_NETLINK), Int32(SOCK_RAW.rawValue), Self.netlinkRoute)
    guard descriptor >= 0 else { return nil }
    var address = NetlinkAddress()
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<NetlinkAddress>.size))
      }
    }
    guard bound == 0 else {
      close(descriptor)
      return nil
    }
  }

  deinit { close(descriptor) }

  /// One element for every change the kernel reports, until the reader stops reading.
  package func changes() -> AsyncStream<Void> {
    AsyncStream { continuation in
      let ended = EndFlag()
      continuation.onTermination = { _ in ended.set() }
      let thread = Thread { [self] in
        read(into: continuation, until: ended)
        continuation.finish()
      }
      thread.name = "motcua.route"
      thread.start()
    }
  }

  private func read(into continuation: AsyncStream<Void>.Continuation, until ended: EndFlag) {
    var buffer = [UInt8](repeating: 0, count: 8192)
    while !ended.isSet {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&poller, 1, Self.endCheckMilliseconds) > 0 else { continue }
      guard recv(descriptor, &buffer, buffer.count, 0) > 0 else { return }
      continuation.yield()
    }
  }

  /// How often the reading thread looks whether its reader has gone, in milliseconds.
  private static let endCheckMilliseconds: Int32 = 1000
}

/// A flag one side sets and the other reads.
private final class EndFlag: Sendable {
  private let flag = Atomic(false)
  var isSet: Bool { flag.load(ordering: .relaxed) }
  func set() { flag.store(true, ordering: .relaxed) }
}
