package import Identity

/// What was found on a stick.
package struct StickTally: Sendable {
  package private(set) var new = 0
  package private(set) var known = 0
  package private(set) var held = 0
  /// Files of other people and programs.
  package var foreign = 0
  package var unusable: [(name: String, problem: CourierProblem)] = []

  package init() {}

  package mutating func count(_ reading: CourierReading, _ name: String) {
    switch reading {
    case .taken(let count): new += count
    case .known: known += 1
    case .held: held += 1
    case .own, .early, .unusable(.notForUs): break
    case .unusable(.foreign): foreign += 1
    case .unusable(let problem): unusable.append((name, problem))
    }
  }

  /// For programs that read the command line's answers.
  package var json: [String: JSONValue] {
    [
      "new": .integer(Int64(new)), "known": .integer(Int64(known)),
      "held": .integer(Int64(held)), "foreign": .integer(Int64(foreign)),
      "unusable": .array(
        unusable.map { ["name": .string($0.name), "problem": .string("\($0.problem)")] }),
    ]
  }
}
