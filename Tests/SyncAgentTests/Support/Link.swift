import Foundation
import Glibc
import Synchronization

/// A link between device and hub that carries bytes and can be made to fail: a forwarder on a port
/// of this machine.
final class Link: Sendable {
  /// What happens to the connections that come from now on.
  enum Mode: Sendable, Equatable {
    case carrying
    /// The connection is closed when the hub's answer begins to arrive: the hub did its work, the
    /// device never hears of it.
    case losingAnswers
    /// Connections are closed after so many bytes towards the hub, all together.
    case cuttingUploads(after: Int)
    /// Each connection is closed after so many bytes, both ways.
    case cuttingEach(after: Int)
    /// Connections are closed at once.
    case down
  }

  let port: Int
  private let target: Int
  private let listener: Int32
  private let state: Mutex<Mode>
  private let counted = Mutex((connections: 0, failures: 0, bytesUp: 0))

  init(to target: Int) throws {
    self.target = target
    state = Mutex(.carrying)
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = Self.address(port: 0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let opened = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard opened else { throw POSIXError(.EADDRNOTAVAIL) }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    let thread = Thread { [weak self] in
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0, let link = self else {
          if client >= 0 { close(client) }
          return
        }
        Thread { link.serve(client) }.start()
      }
    }
    thread.start()
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  var mode: Mode {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }

  /// Connections that were made, and those of them that were closed on purpose.
  var connections: (made: Int, cut: Int) {
    counted.withLock { ($0.connections, $0.failures) }
  }

  private func fail() { counted.withLock { $0.failures += 1 } }

  private static func address(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private func serve(_ client: Int32) {
    defer { close(client) }
    counted.withLock { $0.connections += 1 }
    guard mode != .down else { return fail() }
    let hub = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(hub) }
    var address = Self.address(port: target)
    let reached = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(hub, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard reached else { return }
    carry(client, hub)
  }

  private func carry(_ client: Int32, _ hub: Int32) {
    var buffer = [UInt8](repeating: 0, count: 2048)
    var carried = 0
    while true {
      var ends = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hub, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&ends, 2, -1) > 0 else { return }
      let mode = self.mode
      for (index, from, to) in [(0, client, hub), (1, hub, client)] where ends[index].revents != 0 {
        let count = recv(from, &buffer, buffer.count, 0)
        guard count > 0 else { return }
        if index == 1, mode == .losingAnswers { return fail() }
        if mode == .down { return fail() }
        carried += count
        if case .cuttingEach(let limit) = mode, carried > limit { return fail() }
        guard send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
        guard index == 0 else { continue }
        let sent = counted.withLock { counted in
          counted.bytesUp += count
          return counted.bytesUp
        }
        if case .cuttingUploads(let limit) = mode, sent > limit {
          return fail()
        }
      }
    }
  }
}
