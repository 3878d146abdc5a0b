import Foundation
import GRDB
import Identity
import Sync

/// Every entry by itself: head, names, digest, commitment, body.
struct EntryCheck {
  let reader: JournalReader

  func findings() throws -> [CheckFinding] {
    var findings: [CheckFinding] = []
    let rows = try Row.fetchCursor(
      reader.db, sql: "SELECT \(EntryRow.columns) FROM entry ORDER BY author, epoch, seq")
    while let row = try rows.next() {
      if let message = try problem(EntryRow(row)) {
        findings.append(CheckFinding(part: .entries, message: message))
      }
    }
    return findings
  }

  private func problem(_ row: EntryRow) throws -> String? {
    guard let head = try? EntryHead(canonical: row.head) else {
      return "The head of entry \(row.name) was changed: it is not canonical."
    }
    guard head.id.description == row.name, head.subjectID.description == row.subject,
      head.kind == row.kind
    else { return "The head of entry \(row.name) is not the one of its row." }
    guard let commitment = Digest(bytes: row.commitment) else {
      return "The commitment of entry \(row.name) was changed: its length is wrong."
    }
    guard Entry.digest(head: row.head, commitment: commitment).bytes == row.digest else {
      return "The head, commitment or digest of entry \(row.name) was changed."
    }
    return try bodyProblem(row, head, commitment)
  }

  private func bodyProblem(
    _ row: EntryRow, _ head: EntryHead, _ commitment: Digest
  ) throws -> String? {
    guard row.body != nil else {
      let isErased = try reader.isErased(row.subject)
      let isPurged = row.author != reader.context.device.rawValue
      return isErased || isPurged ? nil : "The body of entry \(row.name) is missing."
    }
    do {
      let secret = try reader.secret(of: row.subject)
      guard let body = try reader.plainBody(row), let secret else {
        return "The secret of subject \(row.subject) is missing."
      }
      guard Entry.commitment(id: head.id, body: body, secret: secret.secret) == commitment else {
        return "The body of entry \(row.name) is not the one its commitment names."
      }
      if head.subject == nil, try reader.entry(row).startingSecret != secret.secret {
        return "The secret of subject \(row.subject) is not the one its first entry names."
      }
      return nil
    } catch let error as StoreError {
      return error.message
    }
  }
}
