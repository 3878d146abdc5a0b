import Foundation
import Glibc

/// A request that sends most of its body and holds back the end.
final class SlowRequest {
  private let socket: Int32
  private let rest: Int

  /// - Parameters:
  ///   - length: bytes of the body.
  ///   - held: how many of them are held back.
  init(to port: Int, length: Int, held: Int) throws {
    socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    rest = held
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw POSIXError(.ECONNREFUSED) }
    let head = "POST /sync/v1/exchange HTTP/1.1\r\nHost: hub\r\nContent-Length: \(length)\r\n\r\n"
    try write(Data(head.utf8) + Data(count: length - held))
  }

  deinit { close(socket) }

  private func write(_ bytes: Data) throws {
    let sent = bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    guard sent == bytes.count else { throw POSIXError(.EPIPE) }
  }

  /// Sends the end and answers the beginning of the answer.
  func finish() throws -> String {
    try write(Data(count: rest))
    var buffer = [UInt8](repeating: 0, count: 200)
    let count = recv(socket, &buffer, buffer.count, 0)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
