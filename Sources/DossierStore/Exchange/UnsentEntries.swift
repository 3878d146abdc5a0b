import GRDB
import Identity

/// Entries of this device that the hub has not acknowledged. What others gave back of a stream
/// whose end was lost on this device and at the hub is not among them: it came from there.
package struct UnsentEntries: Sendable, Hashable {
  /// The unacknowledged end of each epoch that has one.
  private let ends: [Int: ClosedRange<Int>]

  /// The same for statements over `entry JOIN stream USING (author, epoch)`, of one author.
  static let isUnsent = "entry.seq > stream.acknowledged AND entry.seq <= stream.seq"
  static let condition = "entry.author = ? AND \(isUnsent)"

  init(_ reader: JournalReader) throws {
    let rows = try Row.fetchAll(
      reader.db,
      sql: "SELECT epoch, acknowledged, seq FROM stream WHERE author = ? AND acknowledged < seq",
      arguments: [reader.context.device.rawValue])
    ends = Dictionary(rows.map { ($0[0], ($0[1] + 1)...$0[2]) }) { _, last in last }
  }

  /// - Parameter seq: of an entry this device wrote.
  package func contains(epoch: Int, seq: Int) -> Bool { ends[epoch]?.contains(seq) ?? false }
}

extension DossierStore {
  package func unsentEntries() throws -> UnsentEntries { try read { try UnsentEntries($0) } }
}
