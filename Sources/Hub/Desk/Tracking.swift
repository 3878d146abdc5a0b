import Foundation
package import Identity
import Sync

/// What a receipt or a look-up code leads to.
package enum TrackingOutcome: Sendable, Equatable {
  case found(DossierLine)
  /// The receipt is genuine, but its dossier has not arrived.
  case notYetHere(unit: String)
  /// A genuine emergency slip that no dossier has come for yet, booked at the commune or not.
  case slipNotBooked(unit: String)
  /// Several dossiers have the code, and nothing on the paper says which is meant.
  case codeShared(unit: String)
  /// Everything else, without saying what.
  case nothing
}

extension Hub {
  /// Follows the QR of a receipt.
  ///
  /// The address is signed with it: one of its unit's, or one this server was asked at (a commune
  /// that began on its own printed the address it had then).
  package func track(_ receipt: ReceiptCode, seenAt addresses: [String]) async throws
    -> TrackingOutcome
  {
    let bundle = try await trustBundle()
    let own = try await units().compactMap {
      try JSONValue(parsing: $0.document)["trackingURL"]?.string
    }
    let read = (own + addresses).map { receipt.at(address: $0) }
    let genuine = read.first { receipt in
      bundle.device(receipt.device).map { receipt.isValid($0.key) } ?? false
    }
    let verdict = (genuine ?? receipt).verify(bundle, at: nil)
    let lines = try await dossiers(code: receipt.code)
    var filed = lines.filter { $0.id.author == receipt.device }
    switch verdict {
    case .valid(_, let unit):
      guard receipt.kind == .slip else { return Self.outcome(filed) ?? .notYetHere(unit: unit) }
      // A slip may be booked at another counter of its unit, when the machine is gone.
      if filed.isEmpty { filed = lines.filter { $0.summary.unit == unit } }
      return Self.outcome(filed) ?? .slipNotBooked(unit: unit)
    case .keyEnded: return Self.outcome(filed) ?? .nothing
    case .badSignature, .unknownDevice: return .nothing
    }
  }

  /// Follows what a person typed. Takes the same steps whether the code exists or not.
  package func track(code: String, lookup: String) async throws -> TrackingOutcome {
    let typed = Digest.of(Data(LookupCode.normalized(lookup).utf8))
    let lines = try await dossiers(code: code)
    let found = lines.filter {
      !$0.summary.lookup.isEmpty && Digest.of(Data($0.summary.lookup.utf8)) == typed
    }
    return Self.outcome(found) ?? .nothing
  }

  private static func outcome(_ lines: [DossierLine]) -> TrackingOutcome? {
    lines.first.map { lines.count == 1 ? .found($0) : .codeShared(unit: $0.summary.unit) }
  }

  /// The dossiers filed under a code, its own or another system's; more than one only when a
  /// device was cloned.
  package func dossiers(code: String) async throws -> [DossierLine] {
    let folded = Self.foldedCode(code)
    let token = vault.token("code", folded)
    return try await store.read { [vault] rows in
      try rows.subjects(token: token).compactMap { subject -> DossierLine? in
        guard let record = try rows.dossier(subject) else { return nil }
        let line = try vault.line(of: record)
        let codes = [line.summary.code] + line.summary.officialCodes
        return codes.map(Self.foldedCode).contains(folded) ? line : nil
      }
    }
  }

  @Sendable static func foldedCode(_ code: String) -> String {
    code.uppercased().filter { !$0.isWhitespace }
  }
}
