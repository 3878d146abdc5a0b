import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// An open descriptor to a printer, closed with it. Never blocks longer than its patience.
struct BytePort: ~Copyable {
  private let descriptor: Int32
  private let patience: ByteLine.Patience
  private let isSocket: Bool

  /// `LPGETSTATUS` of the kernel's parallel and USB printer drivers, and its bit for no paper.
  private static let statusRequest: UInt = 0x060B
  private static let paperOutBit: Int32 = 0x20

  init(host: String, port: Int, _ patience: ByteLine.Patience) throws(PrintProblem) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &list) == 0, let list else {
      throw PrintProblem.unreachable
    }
    defer { freeaddrinfo(list) }
    let opened = socket(
      list.pointee.ai_family, list.pointee.ai_socktype | Int32(SOCK_CLOEXEC.rawValue),
      list.pointee.ai_protocol)
    guard opened >= 0 else { throw PrintProblem.unreachable }
    guard fcntl(opened, F_SETFL, O_NONBLOCK) == 0,
      Glibc.connect(opened, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0
        || errno == EINPROGRESS,
      Self.await(opened, Int16(POLLOUT), patience.connect), Self.fault(of: opened) == 0
    else {
      _ = close(opened)
      throw PrintProblem.unreachable
    }
    descriptor = opened
    self.patience = patience
    isSocket = true
  }

  init(device path: String, _ patience: ByteLine.Patience) throws(PrintProblem) {
    let opened = Glibc.open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard opened >= 0 else {
      throw errno == EACCES
        ? PrintProblem(
          .refused, vi: "Chương trình không được phép dùng \(path); hãy thêm quyền nhóm lp.",
          en: "This program may not use \(path); add its user to the group lp.")
        : .unreachable
    }
    var status: Int32 = 0
    if ioctl(opened, Self.statusRequest, &status) == 0, status & Self.paperOutBit != 0 {
      _ = close(opened)
      throw PrintProblem.noPaper
    }
    descriptor = opened
    self.patience = patience
    isSocket = false
  }

  deinit { _ = close(descriptor) }

  func write(_ content: Data) throws(PrintProblem) {
    var sent = 0
    while sent < content.count {
      let left = content.count - sent
      let count = content.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
        let start = bytes.baseAddress.map { $0 + sent }
        return isSocket
          ? Glibc.send(descriptor, start, left, Int32(MSG_NOSIGNAL))
          : Glibc.write(descriptor, start, left)
      }
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == EINTR {
        guard Self.await(descriptor, Int16(POLLOUT), patience.stall) else {
          throw sent == 0 ? .silent : .brokenOff
        }
      } else {
        throw sent == 0 ? .unreachable : .brokenOff
      }
    }
  }

  /// Waits until the other end's machine has acknowledged every byte.
  func awaitTaken() throws(PrintProblem) {
    guard isSocket else { return }
    _ = shutdown(descriptor, Int32(SHUT_WR))
    var waited = 0
    while true {
      var unsent: Int32 = 0
      guard ioctl(descriptor, UInt(TIOCOUTQ), &unsent) == 0, Self.fault(of: descriptor) == 0 else {
        throw PrintProblem.brokenOff
      }
      if unsent == 0 { return }
      guard waited < patience.stall else { throw PrintProblem.brokenOff }
      // A closed connection is found at once, a slow printer is looked at again.
      _ = Self.await(descriptor, 0, Self.look)
      waited += Self.look
    }
  }

  private static let look = 20

  /// `DLE EOT 2` and `DLE EOT 4`: why it is off-line, and the paper's sensors.
  func askForPaper() throws(PrintProblem) {
    if try state(2) & 0x04 != 0 { throw PrintProblem.coverOpen }
    if try state(4) & 0x60 != 0 { throw PrintProblem.noPaper }
  }

  /// A byte of state: its bits 1 and 4 are always set, 0 and 7 never, whatever the printer's maker.
  private func state(_ number: UInt8) throws(PrintProblem) -> UInt8 {
    let byte = try answer(to: [0x10, 0x04, number], patience.connect)
    guard byte & 0x93 == 0x12 else { throw PrintProblem.noState }
    return byte
  }

  /// `GS r 1` is answered when everything before it has been printed.
  func awaitPrinted() throws(PrintProblem) {
    do {
      _ = try answer(to: [0x1D, 0x72, 0x01], patience.stall)
    } catch {
      throw PrintProblem.brokenOff
    }
  }

  private func answer(to request: [UInt8], _ milliseconds: Int) throws(PrintProblem) -> UInt8 {
    try write(Data(request))
    var byte: UInt8 = 0
    guard Self.await(descriptor, Int16(POLLIN), milliseconds), read(descriptor, &byte, 1) == 1
    else { throw PrintProblem.silent }
    return byte
  }

  private static func await(_ descriptor: Int32, _ events: Int16, _ milliseconds: Int) -> Bool {
    var wanted = pollfd(fd: descriptor, events: events, revents: 0)
    return poll(&wanted, 1, Int32(clamping: milliseconds)) > 0
  }

  private static func fault(of descriptor: Int32) -> Int32 {
    var fault: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &fault, &length) == 0 else { return errno }
    return fault
  }
}
