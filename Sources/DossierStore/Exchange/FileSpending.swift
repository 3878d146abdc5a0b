package import Dossiers
import Identity
package import Sync

/// The budget of files and what of it is used, kept over restarts.
extension DossierStore {
  private static let budgetKey = "fileBudget"
  private static let spendingKey = "fileSpending"

  package func fileBudget() throws -> FileBudget {
    try setting(Self.budgetKey).map(FileBudget.init(json:)) ?? .unlimited
  }

  package func setFileBudget(_ budget: FileBudget) throws {
    try setSetting(Self.budgetKey, budget.json)
  }

  /// Bytes of files and catalogue that went on a civil day.
  package func fileSpending(on day: CivilDate) throws -> Int {
    guard let kept = try setting(Self.spendingKey), kept["day"]?.string == day.description else {
      return 0
    }
    return kept["bytes"]?.integer.flatMap { Int(exactly: $0) } ?? 0
  }

  package func spend(_ bytes: Int, on day: CivilDate) throws {
    try write { journal in
      let kept = try journal.setting(Self.spendingKey)
      let before = kept?["day"]?.string == day.description ? kept?["bytes"]?.integer ?? 0 : 0
      try journal.setSetting(
        Self.spendingKey,
        ["day": .string(day.description), "bytes": .integer(before + Int64(bytes))])
    }
  }

  /// Whether files may go now.
  package func fileVerdict() throws -> FileBudget.Verdict {
    let now = Instant(milliseconds: context.clock.milliseconds).civil
    return try fileBudget().verdict(spent: fileSpending(on: now.date), at: now.time)
  }
}
