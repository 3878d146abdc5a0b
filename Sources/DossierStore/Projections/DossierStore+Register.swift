import Dossiers
package import Sync

extension DossierStore {
  /// The entities of a list, such as the residents an office knows, by label and id.
  package func entities(of list: String) throws -> [RegisteredEntity] {
    try read { try register.refresh($0) }
    return register.entities(of: list)
  }

  /// One entity of a list with the dossiers its values come from; `nil` if there is none.
  package func entity(_ id: String, of list: String) throws -> (
    entity: RegisteredEntity, dossiers: [SubjectID]
  )? {
    try read { try register.refresh($0) }
    return register.entity(id, of: list)
  }

  /// Differs whenever a register may have changed.
  package func registerRevision() throws -> [Int] {
    try read { try register.refresh($0) }
    return register.revision
  }
}
