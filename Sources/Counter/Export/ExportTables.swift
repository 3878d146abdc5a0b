import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// The files of an export that spreadsheets open, and the attachments.
extension OneStopOffice {
  func writeTables(_ states: [DossierState], _ folder: ExportFolder) throws {
    let byReception = states.sorted { ($0.receivedAt, $0.code) < ($1.receivedAt, $1.code) }
    try folder.write(CSVText.data(dossierTable(byReception)), to: "dossiers.csv")
    try folder.write(try ledgerCSV(byReception), to: "ledger.csv")
    try folder.write(CSVText.data(Self.paymentTable(byReception)), to: "payments.csv")
    try folder.write(CSVText.data(try cashTable()), to: "cash.csv")
  }

  private func dossierTable(_ states: [DossierState]) -> [[String]] {
    func time(_ milliseconds: Int64?) -> String {
      milliseconds.map { Instant(milliseconds: $0).rfc3339 } ?? ""
    }
    let head = [
      "code", "officialCode", "procedure", "version", "unit", "channel", "receivedAt",
      "acceptedAt", "due", "status", "statusName", "supplementRequests", "feeDue", "feeReceived",
      "payment", "disputed",
    ]
    return [head]
      + states.map { state in
        [
          state.code, state.officialCodes.first ?? "", state.procedure, state.version, state.unit,
          (ServiceChannel(rawValue: state.channel) ?? .standard).word, time(state.receivedAt),
          time(state.acceptedAt), time(state.due?.instant), String(state.status),
          DossierStatus(rawValue: state.status)?.name.vi ?? "", String(state.supplementRounds),
          String(state.payment.due.dong), String(state.payment.received.dong),
          state.payment.standing.rawValue, String(state.isDisputed),
        ]
      }
  }

  private static func paymentTable(_ states: [DossierState]) -> [[String]] {
    [["code", "entry", "method", "amount", "net", "reference", "day", "standing", "actor"]]
      + states.flatMap { state in
        state.payment.claims.map { claim in
          [
            state.code, claim.entry.description, claim.method.rawValue,
            String(claim.amount.dong), String(claim.net.dong), claim.reference,
            claim.day.description, claim.standing.word, claim.actor,
          ]
        }
      }
  }

  private func cashTable() throws -> [[String]] {
    let codes = try dossierCodes()
    let head = ["day", "officer", "device", "entry", "kind", "amount", "code", "text", "closed"]
    return [head]
      + (try cashBook().drawers.flatMap { drawer in
        drawer.lines.map { line in
          [
            drawer.id.day.description, drawer.id.officer, drawer.id.device.rawValue,
            line.entry.description, line.kind.rawValue, String(line.amount),
            line.dossier.flatMap { codes[$0] } ?? "", line.text, String(drawer.isClosed),
          ]
        }
      })
  }

  /// The attachments, each content once. What was purged, has not come yet or cannot be read is
  /// listed only.
  func writeFiles(_ states: [DossierState], _ folder: ExportFolder) throws -> (
    files: Int, missing: Int, unreadable: [UnreadableFile]
  ) {
    var rows = [["sha256", "code", "component", "name", "type", "bytes", "here"]]
    var here: [Digest: Bool] = [:]
    var unreadable: [UnreadableFile] = []
    for state in states {
      for file in state.files {
        if here[file.sha256] == nil {
          do {
            here[file.sha256] = try write(file.sha256, folder)
          } catch let error as StoreError where error.kind == .damaged {
            here[file.sha256] = false
            unreadable.append(
              UnreadableFile(sha256: file.sha256, code: state.code, name: file.name))
          }
        }
        rows.append([
          file.sha256.hex, state.code, file.component, file.name, file.type, String(file.size),
          String(here[file.sha256] ?? false),
        ])
      }
    }
    try folder.write(CSVText.data(rows), to: "files.csv")
    return (here.values.count { $0 }, here.values.count { !$0 }, unreadable)
  }

  private func write(_ sha256: Digest, _ folder: ExportFolder) throws -> Bool {
    do {
      try folder.write(try store.file(sha256), to: "files/\(sha256.hex)")
      return true
    } catch let error as StoreError where error.kind == .notFound {
      return false
    }
  }
}
