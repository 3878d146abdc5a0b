/// One thing that is wrong with the hub's data, and where.
package struct CheckFinding: Sendable, Codable, Equatable, CustomStringConvertible {
  /// What kind of thing: storage, stream, entry, log, checkpoint, projection, file, device.
  package let area: String
  /// Its name: an entry's id, a unit, a file's hash.
  package let place: String
  package let problem: String

  package var description: String { "\(area) \(place): \(problem)" }
}

/// What a check looked at and what it found.
package struct CheckReport: Sendable, Codable, Equatable {
  package var entries = 0
  package var streams = 0
  package var logs = 0
  package var checkpoints = 0
  package var dossiers = 0
  package var files = 0
  package var keyMode = ""
  package var findings: [CheckFinding] = []
  package var isSound: Bool { findings.isEmpty }
}
