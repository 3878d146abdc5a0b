import Identity
package import Sync

extension Hub {
  /// The accepted entries of a subject, their bodies unsealed.
  package func acceptedEntries(of subject: SubjectID) async throws -> [Entry] {
    try await store.read { [self] rows in
      try projection(rows).acceptedEntries(of: subject)
    }
  }
}
