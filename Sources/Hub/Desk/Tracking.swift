import Foundation
package import Identity
import Sync

/// What a receipt or a look-up code leads to.
package enum TrackingOutcome: Sendable, Equatable {
  case found(DossierLine)
  /// The receipt is genuine, but its dossier has not arrived.
  case notYetHere(unit: String)
  /// Everything else, without saying what.
  case nothing
}

extension Hub {
  /// Follows the QR of a receipt.
  package func track(_ receipt: ReceiptCode) async throws -> TrackingOutcome {
    let verdict = receipt.verify(try await trustBundle(), at: nil)
    let lines = try await dossiers(code: receipt.code)
    let own = lines.first { $0.id.author == receipt.device }
    switch verdict {
    case .valid(_, let unit): return own.map(TrackingOutcome.found) ?? .notYetHere(unit: unit)
    case .keyEnded: return own.map(TrackingOutcome.found) ?? .nothing
    case .badSignature, .unknownDevice: return .nothing
    }
  }

  /// Follows what a person typed. Takes the same steps whether the code exists or not.
  package func track(code: String, lookup: String) async throws -> TrackingOutcome {
    let typed = Digest.of(Data(LookupCode.normalized(lookup).utf8))
    let lines = try await dossiers(code: code)
    let found = lines.first {
      !$0.summary.lookup.isEmpty && Digest.of(Data($0.summary.lookup.utf8)) == typed
    }
    return found.map(TrackingOutcome.found) ?? .nothing
  }

  /// The dossiers filed under a code, its own or another system's; more than one only when a
  /// device was cloned.
  package func dossiers(code: String) async throws -> [DossierLine] {
    let folded = Self.foldedCode(code)
    let token = vault.token("code", folded)
    return try await store.read { [vault] rows in
      try rows.subjects(token: token).compactMap { subject -> DossierLine? in
        guard let record = try rows.dossier(subject) else { return nil }
        let summary = try vault.summary(of: record)
        guard ([summary.code] + summary.officialCodes).map(Self.foldedCode).contains(folded)
        else { return nil }
        return DossierLine(id: subject, summary: summary, updated: record.updated)
      }
    }
  }

  @Sendable static func foldedCode(_ code: String) -> String {
    code.uppercased().filter { !$0.isWhitespace }
  }
}
