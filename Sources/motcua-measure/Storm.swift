import Foundation
import HTTPClient
import Hub
import Identity
import Sync

/// A province after a week without its hub: every device of every commune comes back at once, to
/// the real program over HTTP. Devices keep to what the agent does: they wait as long as they are
/// told.
struct Storm {
  private static let communes = 170
  private static let devicesOfACommune = 3
  private static let clientTimeoutSeconds = 600

  let folder: URL
  let share: URL
  /// The hub's program.
  let program: URL

  private struct Report: Encodable {
    let devices: Int
    let dossiers: Int
    /// Seconds until the last device had everything acknowledged, of the median device, and of the
    /// slowest against the median.
    let drained: Double
    let median: Double
    let slowestAgainstMedian: Double
    /// Requests answered with what was asked, and those turned away.
    let answered: Int
    let turnedAway: Int
    /// Highest memory of the hub's process, in MiB.
    let memory: Double
  }

  private struct Course: Sendable {
    var seconds = 0.0
    var answered = 0
    var turnedAway = 0
  }

  /// - Parameter count: dossiers of each device.
  func run(_ count: Int) async throws -> String {
    let devices = try await devices()
    let (process, url) = try start()
    defer { process.terminate() }
    let start = ContinuousClock.now
    let courses = try await withThrowingTaskGroup(of: Course.self) { group in
      for device in devices {
        group.addTask { try await Self.send(count, from: device, to: url, since: start) }
      }
      return try await group.reduce(into: [Course]()) { $0.append($1) }
    }
    let seconds = courses.map(\.seconds).sorted()
    let (median, last) = (seconds[seconds.count / 2], seconds[seconds.count - 1])
    return try line(
      Report(
        devices: devices.count, dossiers: devices.count * count, drained: rounded(last),
        median: rounded(median), slowestAgainstMedian: rounded(last / median),
        answered: courses.reduce(0) { $0 + $1.answered },
        turnedAway: courses.reduce(0) { $0 + $1.turnedAway },
        memory: try Self.memory(of: process.processIdentifier)))
  }

  private func devices() async throws -> [MeasuredDevice] {
    let province = try MeasuredProvince(folder: folder, share: share)
    var devices: [MeasuredDevice] = []
    for number in 0..<Self.communes {
      let unit = try await province.unit(number, share: share)
      for _ in 0..<Self.devicesOfACommune {
        devices.append(
          try await MeasuredDevice(
            with: province.hub, unit: unit, number: devices.count + 1, pattern: province.pattern,
            time: province.clock.milliseconds))
      }
    }
    return devices
  }

  private func start() throws -> (Process, String) {
    let (process, output) = (Process(), Pipe())
    process.executableURL = program
    process.arguments = [
      "serve", "--listen", "127.0.0.1:0", "--json", "--data",
      folder.appending(path: "province").path,
    ]
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.availableData
    guard let url = try JSONValue(parsing: said)["url"]?.string else {
      throw MeasureError("The hub's program did not say where it listens.")
    }
    return (process, url)
  }

  private static func send(
    _ count: Int, from device: MeasuredDevice, to url: String, since start: ContinuousClock.Instant
  ) async throws -> Course {
    var (device, course, client) = (device, Course(), CurlClient())
    while device.sent < count {
      let request = try device.request(
        min(MeasuredDevice.dossiersAtOnce, count - device.sent), time: SystemClock().milliseconds)
      guard
        let response = try? await client.send(
          HTTPRequest(
            method: "POST", url: url + "/sync/v1/exchange",
            headers: [("Content-Type", ""), (SignedMessage.headerName, request.message.header)],
            body: request.message.body, timeoutSeconds: clientTimeoutSeconds))
      else {
        client = CurlClient()
        try await pause(RetryPolicy().probeEvery, device)
        continue
      }
      switch response.status {
      case 200:
        let header = response.headers[SignedMessage.headerName.lowercased()] ?? ""
        guard let answer = SignedMessage(body: response.body, header: header) else {
          throw MeasureError("The hub's answer is not signed.")
        }
        try device.take(answer, after: request.after)
        course.answered += 1
      case 409:
        device.set(nonce: try JSONValue(parsing: response.body)["nonce"]?.string ?? "")
      case 503:
        course.turnedAway += 1
        let seconds = response.headers["retry-after"].flatMap { Int64($0) } ?? 5
        try await pause(seconds * 1_000, device)
      default:
        throw MeasureError("The hub answered \(response.status).")
      }
    }
    course.seconds = (ContinuousClock.now - start) / .seconds(1)
    return course
  }

  /// As long as told and up to a quarter longer, so that not all come back in one moment.
  private static func pause(_ milliseconds: Int64, _ device: MeasuredDevice) async throws {
    let more = Int64(SystemRandom().number(below: UInt32(milliseconds / 4)))
    try await Task.sleep(for: .milliseconds(milliseconds + more))
  }

  private static func memory(of process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return rounded(kilobytes / 1_024)
  }
}
