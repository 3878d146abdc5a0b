import Foundation
import GRDB
import Identity
package import Sync

extension DossierStore {
  /// The setting with this device's range of the daily counter.
  package static let rangeKey = "codeRange"
  /// The setting that says why no dossier number is given out.
  package static let holdKey = "codesHeld"

  /// Why this device gives out no dossier number: it was put back to an earlier state, so nobody
  /// knows which numbers it gave out since. `nil` if it may.
  package func codeHold() throws -> String? {
    try setting(Self.holdKey)?.string
  }

  /// Gives a fresh range and lifts the hold, by an administrator where there is no hub.
  package func grant(range: CodeRange) throws {
    try write { try $0.grant(range: range) }
  }
}

extension JournalWriter {
  /// Why no dossier number may be given out, as the transaction sees it.
  package func codeHold() throws -> String? {
    try setting(DossierStore.holdKey)?.string
  }

  func holdCodes(_ reason: String) throws {
    try setSetting(DossierStore.holdKey, .string(reason))
    noteChange()
  }

  func grant(range: CodeRange) throws {
    try setSetting(DossierStore.rangeKey, range.json)
    try setSetting(DossierStore.holdKey, nil)
    noteChange()
  }
}
