import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

/// Dossiers as the command line prints them.
extension OneStopOffice {
  /// `dossier show --json`: at least what the contract names.
  func describe(_ id: EntryID, _ state: DossierState) -> JSONValue {
    let history = (try? history(code: state.code)) ?? []
    return .record([
      ("code", .string(state.code)), ("id", .string(id.description)),
      ("officialCode", .orNull(state.officialCodes.first)),
      ("procedure", .string(state.procedure)), ("version", .string(state.version)),
      ("unit", .string(state.unit)), ("authority", .string(state.authority)),
      ("returnUnit", .string(state.returnUnit)), ("status", .integer(Int64(state.status))),
      ("due", .orNull(state.due?.instant.map { Instant(milliseconds: $0).rfc3339 })),
      ("explanation", .orNull(state.due?.vi)), ("disputed", .strings(state.disputedPaths)),
      ("receivedAt", .string(Instant(milliseconds: state.receivedAt).rfc3339)),
      (
        "slip",
        state.slip.map {
          .record([
            ("bookedAt", .string(Instant(milliseconds: $0.bookedAt).rfc3339)),
            ("reason", .string($0.reason)),
          ])
        }
      ),
      ("lookup", .string(state.lookup)), ("answers", answers(state)),
      ("frozen", .object(state.frozen.mapValues { .string($0) })), ("fee", state.fee),
      (
        "components",
        .array(
          state.components.map {
            .record([
              ("id", .string($0.id)), ("original", .integer(Int64($0.original))),
              ("certified", .integer(Int64($0.certified))), ("copy", .integer(Int64($0.copy))),
              ("presented", .integer(Int64($0.presented))),
            ])
          })
      ),
      ("files", .array(state.attachments.map(\.json))),
      (
        "certifications",
        .strings(state.certifications.map { "\($0.number)/\($0.year)" })
      ),
      ("axes", state.axes), ("history", .array(history.map(\.json))),
    ])
  }

  /// Answers in the contract's shape; rows carry their `_row`.
  private func answers(_ state: DossierState) -> JSONValue {
    (try? JSONValue(parsing: Data(state.flatAnswers.formAnswers.json.utf8))) ?? .null
  }

  func lines(_ state: DossierState) -> [String] {
    let status = DossierStatus(rawValue: state.status)?.name.vi ?? "\(state.status)"
    let values = state.allValues.sorted { $0.key < $1.key }
    return ["\(state.code)  \(state.procedure)  \(status)", state.due?.vi ?? ""]
      + state.axisLines.filter { $0 != "  \(state.due?.vi ?? "")" }
      + values.map { "  \($0.key): \($0.value)" }
  }
}

extension DossierSummary {
  var json: JSONValue {
    .record([
      ("code", .string(code)), ("id", .string(id.description)),
      ("officialCode", .orNull(officialCodes.first)), ("procedure", .string(procedure)),
      ("status", .integer(Int64(status))), ("subject", .string(maskedTitle)),
      ("receivedAt", .string(Instant(milliseconds: receivedAt).rfc3339)),
      ("due", .orNull(due.map { Instant(milliseconds: $0).rfc3339 })),
      ("flags", .strings(flags.map(\.rawValue).sorted())), ("sent", .bool(isSent)),
    ])
  }
}
