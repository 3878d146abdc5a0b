package import Sync

/// The state of a dossier and its summary from one moment, so that no page mixes an old status
/// with a new one while the agent writes.
package struct DossierReading: Sendable {
  package let state: DossierState
  package let summary: DossierSummary
}
