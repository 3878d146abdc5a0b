/// Something that is not as it must be.
package struct CheckFinding: Sendable, Hashable {
  package enum Part: String, Sendable, Hashable, CaseIterable {
    case database, folder, entries, stream, counters, logs, projections, files, sealed
  }

  package let part: Part
  /// One sentence that names what is broken.
  package let message: String
}
