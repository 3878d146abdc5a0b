import FormEngine
import Foundation

/// Our side of `script/measure-forms`: a form is read and filled many times in one process.
struct FormTimes: Encodable {
  /// Milliseconds of each round, the first of them cold.
  private var load: [Double] = []
  private var change: [Double] = []
  /// What the last round would submit, by path.
  private var values: [String: String] = [:]

  init(form: URL, answers: URL, rounds: Int) throws {
    let xml = try Data(contentsOf: form)
    let lines = try String(contentsOf: answers, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    let script = lines.map { (path: String($0[0].dropFirst("/data/".count)), value: $0[2]) }
    let environment = FormEnvironment(now: 1_795_230_000_000)
    for round in 0..<rounds {
      let start = ContinuousClock.now
      let session = try FormSession(FormDefinition(xml: xml), environment: environment)
      let loaded = ContinuousClock.now
      for answer in script { try session.set(answer.value, at: answer.path) }
      let changed = ContinuousClock.now
      load.append(Self.milliseconds(loaded - start))
      change.append(Self.milliseconds(changed - loaded))
      guard round == rounds - 1 else { continue }
      for (path, entry) in session.submission().entries {
        if case .value(let value) = entry { values["/data/" + path] = value }
      }
    }
  }

  private static func milliseconds(_ duration: Duration) -> Double { duration / .milliseconds(1) }
}
