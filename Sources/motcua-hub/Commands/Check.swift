import ArgumentParser
import Hub
import Identity

struct Check: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Verify chains, signatures, checkpoints, logs, projections and files.")

  @OptionGroup var common: CommonOptions

  @Flag(help: "Fold the projections anew first.")
  var rebuild = false

  func run() async throws {
    let report = try await common.openHub().check(rebuild: rebuild)
    let value: JSONValue = [
      "sound": .bool(report.isSound), "keys": .string(report.keyMode),
      "entries": .integer(Int64(report.entries)), "streams": .integer(Int64(report.streams)),
      "logs": .integer(Int64(report.logs)),
      "checkpoints": .integer(Int64(report.checkpoints)),
      "dossiers": .integer(Int64(report.dossiers)), "files": .integer(Int64(report.files)),
      "findings": .array(
        report.findings.map {
          [
            "area": .string($0.area), "place": .string($0.place),
            "problem": .string($0.problem),
          ]
        }),
    ]
    Output.print(value, json: common.json) {
      ([
        "\(report.entries) entries in \(report.streams) streams, \(report.logs) unit logs with "
          + "\(report.checkpoints) checkpoints, \(report.dossiers) dossiers, "
          + "\(report.files) files; keys: \(report.keyMode).",
        report.isSound ? "Nothing is wrong." : "Wrong:",
      ] + report.findings.map { "  \($0)" }).joined(separator: "\n")
    }
    if !report.isSound {
      throw Failure.damaged(report.findings.count)
    }
  }
}

extension Failure {
  static func damaged(_ count: Int) -> Failure {
    Failure.other("The check found \(count) problems; restore the data from a backup.")
  }
}
