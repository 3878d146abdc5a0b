import ArgumentParser
import Foundation
import Simulator

@main
struct SimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "motcua-sim",
    abstract: "Runs months of simulated communes with a province, one for each seed.",
    discussion: """
      Every world is kiosks, a hub and people over links, disks and clocks that fail. Exits 1 if
      anything that was promised did not hold, or if the worlds were too quiet to show it.
      """)

  @Option(help: "Seeds, as FROM..TO, both included.")
  var seeds: SeedRange?

  @Option(help: "Run one seed and print its story.")
  var replay: UInt64?

  @Option(help: "Worlds at once.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    help: "A folder that keeps what came of each piece of a search, so that it can be cut off.")
  var keep: String?

  @Option(help: "Seeds of a piece.")
  var piece: UInt64 = 1000

  @Flag(help: "Print one JSON value and nothing else.")
  var json = false

  func validate() throws {
    guard (seeds == nil) != (replay == nil) else {
      throw ValidationError("Give either --seeds FROM..TO or --replay SEED.")
    }
    guard (1...64).contains(jobs) else { throw ValidationError("--jobs is 1 to 64.") }
    guard (1...1_000_000).contains(piece) else {
      throw ValidationError("--piece is 1 to 1000000.")
    }
  }

  static func main() async {
    // Sets in Swift have another order in each process unless they are told not to.
    let setting = "SWIFT_DETERMINISTIC_HASHING"
    if ProcessInfo.processInfo.environment[setting] == nil {
      setenv(setting, "1", 1)
      var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
      execv("/proc/self/exe", &arguments)
    }
    await main(nil)
  }

  func run() async throws {
    let workplace = try Workplace()
    defer { workplace.remove() }
    if let replay {
      let result = try await workplace.world(replay)
      let story = result.story + ["hash \(String(result.hash, radix: 16))"]
      let report: [String: Any] = [
        "seed": replay, "hash": String(result.hash, radix: 16), "story": result.story,
        "failure": result.failure as Any? ?? NSNull(),
      ]
      try write(json ? text(report) : story.joined(separator: "\n"))
      if result.failure != nil { throw ExitCode(1) }
      return
    }
    guard let seeds else { return }
    let search = Search(workplace, jobs: jobs) { result in
      guard let failure = result.failure else { return }
      complain("seed \(result.seed): \(failure)")
      for line in result.story.suffix(25) { complain("    \(line)") }
      complain("    the whole story: motcua-sim --replay \(result.seed)")
    }
    let summary = try await run(search, seeds.range)
    try write(json ? text(summary.json) : summary.sentences.joined(separator: "\n"))
    for complaint in summary.complaints { complain(complaint) }
    if !summary.complaints.isEmpty { throw ExitCode(1) }
  }

  private func run(_ search: Search, _ seeds: ClosedRange<UInt64>) async throws -> Summary {
    guard let keep else { return try await search.run(seeds) }
    let program = try Data(contentsOf: URL(filePath: "/proc/self/exe"))
    let kept = try KeptPieces(in: URL(filePath: keep), by: program)
    return try await search.run(seeds, length: piece, keeping: kept) { ended in
      complain(ended.sentences[0])
      for complaint in ended.complaints { complain(complaint) }
    }
  }

  private func text(_ value: [String: Any]) throws -> String {
    let data = try JSONSerialization.data(
      withJSONObject: value, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
  }

  private func write(_ text: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  private func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}

/// "1..1000".
struct SeedRange: ExpressibleByArgument {
  let range: ClosedRange<UInt64>

  init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, parts[1].isEmpty, let from = UInt64(parts[0]),
      let to = UInt64(parts[2]), from <= to
    else { return nil }
    range = from...to
  }
}
