import Foundation
import GRDB
import Identity
import Sync

/// Sealed values outside the journal: every one must open where it lies.
struct SealedCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    var messages = try problems("SELECT id, sealed FROM draft") { .draft($0) }
    messages += try problems("SELECT key, sealed FROM setting") { .setting($0) }
    messages += try problems("SELECT id, sealed FROM subject WHERE sealed IS NOT NULL") {
      .subject($0)
    }
    for part in [PrintJobPart.ticket, .state, .content] {
      let column = part == .state ? "detail" : part.rawValue
      messages += try problems(
        "SELECT CAST(id AS TEXT), \(column) FROM print_job WHERE \(column) IS NOT NULL"
      ) { .printJob(Int64($0) ?? 0, part) }
    }
    return messages.map { CheckFinding(part: .sealed, message: $0) }
  }

  private func problems(_ sql: String, _ place: (String) -> SealedPlace) throws -> [String] {
    try Row.fetchAll(reader.db, sql: sql).compactMap { row in
      do {
        _ = try reader.context.open(row[1] as Data, at: place(row[0]))
        return nil
      } catch let error as StoreError {
        return error.message
      }
    }
  }
}
