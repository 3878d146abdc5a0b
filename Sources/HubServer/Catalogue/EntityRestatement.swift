package import Dossiers
import FormEngine
import Foundation
package import Identity
package import Sync

/// What a dossier says of a register's entities once the province has changed its answers, as the
/// commune's counter states it after its own changes.
extension ProcedureNames {
  /// What answers changed to say of entities, if it is more than other values of the same answers:
  /// what the form computes, a row, a condition. Nil if what was stated still stands, or by a form
  /// the hub never saw.
  ///
  /// The hub keeps no register: what it states replaces only what the same dossier stated, and a
  /// later visit counts more.
  /// - Parameter seed: where the form's random values, such as new ids, begin.
  package func statement(_ answers: FlatAnswers, of state: DossierState, seed: UInt64) throws
    -> JSONValue?
  {
    guard let form = try? form(of: state.procedure, version: state.version),
      !form.entityLists.isEmpty
    else { return nil }
    var environment = FormLibrary.environment(
      now: Instant(milliseconds: state.receivedAt), language: .vietnamese)
    environment.seed = seed
    let session = try FormSession(form, environment: environment, lists: Self.lists(state))
    try session.load(answers.formAnswers)
    let made = try session.entities().map { entity in
      let place = entity.place ?? entity.path
      return try Self.stated(
        entity, at: place, session,
        before: state.entityStatements.first { $0.list == entity.list && $0.place == place })
    }
    guard Set(made.map(Self.essence)) != Set(state.entityStatements.map(Self.essence)) else {
      return nil
    }
    return [
      "over": .array(state.entityHeads.map { .string($0.description) }),
      "made": .array(made.map(\.json)),
    ]
  }

  /// The registers as far as the dossier itself knows them.
  private static func lists(_ state: DossierState) -> [String: FormEntityList] {
    Dictionary(grouping: state.entityClaims, by: \.list).mapValues { claims in
      FormEntityList(
        claims.map { claim in
          FormEntityList.Item(
            id: claim.id, label: claim.label, version: claim.version,
            properties: claim.properties)
        })
    }
  }

  private static func stated(
    _ entity: FormEntity, at place: String, _ session: FormSession, before: StatedEntity?
  ) throws -> StatedEntity {
    // What a dossier created keeps its id, whatever a form makes of it when it is looked at again.
    let keepsID = before?.action == .create && entity.action == .create
    var id = keepsID ? before?.id ?? "" : entity.id
    if id.isEmpty { id = try session.evaluate("uuid()").text }
    let isSame = id == before?.id
    return StatedEntity(
      list: entity.list, id: id,
      action: isSame ? before?.action ?? .create : entity.action == .create ? .create : .update,
      place: place, over: isSame ? before?.over ?? [] : [],
      version: isSame ? before?.version ?? 1 : 1,
      label: entity.labelSource == nil ? entity.label : "", labelPath: entity.labelSource,
      answers: entity.sources,
      computed: entity.properties.filter { entity.sources[$0.key] == nil })
  }

  private static func essence(_ entity: StatedEntity) -> StatedEntity {
    var bare = entity
    (bare.over, bare.version) = ([], 1)
    return bare
  }
}
