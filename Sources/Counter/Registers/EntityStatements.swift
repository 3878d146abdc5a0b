import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

/// What a dossier's answers say of entities, as its entries state it.
extension OneStopOffice {
  /// What the answers at acceptance say; nil if nothing.
  func statement(_ session: FormSession) throws -> JSONValue? {
    let made = try session.entities().map { try stated($0, before: nil) }
    return made.isEmpty ? nil : ["over": [], "made": .array(made.map(\.json))]
  }

  /// What changed answers say, if it is more than other values of the same answers: a row more, a
  /// label, a condition. Nil if what was stated still stands.
  func statement(_ answers: FlatAnswers, of state: DossierState) throws -> JSONValue? {
    let definition = try library.definition(state.procedure, version: state.version)
    guard !definition.entityLists.isEmpty else { return nil }
    let session = try self.session(
      state.procedure, version: state.version, now: Instant(milliseconds: state.receivedAt),
      seed: freshSeed())
    try session.load(answers.formAnswers)
    let made = try session.entities().map { entity in
      let place = entity.place ?? entity.path
      let before = state.entityStatements.first { $0.list == entity.list && $0.place == place }
      return try stated(entity, before: before)
    }
    func essence(_ entities: [StatedEntity]) -> Set<StatedEntity> {
      Set(
        entities.map { entity in
          var bare = entity
          (bare.over, bare.version) = ([], 1)
          return bare
        })
    }
    guard essence(made) != essence(state.entityStatements) else { return nil }
    return [
      "over": .array(state.entityHeads.map { .string($0.description) }),
      "made": .array(made.map(\.json)),
    ]
  }

  private func stated(_ entity: FormEntity, before: StatedEntity?) throws -> StatedEntity {
    // What a dossier created keeps its id, whatever a form makes of it when it is looked at again.
    let keepsID = before?.action == .create && entity.action == .create
    var id = keepsID ? before?.id ?? "" : entity.id
    let action: EntityClaim.Action = entity.action == .create ? .create : .update
    if id.isEmpty { id = newEntityID() }
    let known = try store.entity(id, of: entity.list)?.entity
    let base = max(known?.version ?? 0, entity.baseVersion.flatMap { Int($0) } ?? 0)
    return StatedEntity(
      list: entity.list, id: id, action: id == before?.id ? before?.action ?? action : action,
      place: entity.place ?? entity.path, over: known?.heads ?? [], version: base + 1,
      label: entity.labelSource == nil ? entity.label : "", labelPath: entity.labelSource,
      answers: entity.sources,
      computed: entity.properties.filter { entity.sources[$0.key] == nil })
  }

  /// A random number for a form's own random values, such as the ids of what it creates.
  func freshSeed() -> UInt64 {
    surroundings.random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A version 4 UUID.
  private func newEntityID() -> String {
    var bytes = [UInt8](surroundings.random.bytes(16))
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let hex = bytes.map { String(format: "%02x", $0) }.joined()
    var parts: [Substring] = []
    var rest = hex[...]
    for length in [8, 4, 4, 4, 12] {
      parts.append(rest.prefix(length))
      rest = rest.dropFirst(length)
    }
    return parts.joined(separator: "-")
  }
}
