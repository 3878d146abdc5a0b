import DossierStore
package import Dossiers
package import FormEngine
import Foundation
import Sync
import Synchronization

/// Entities found by a text, as lists show them: looking at a list is not looking at personal data.
package struct FoundEntity: Sendable, Hashable {
  package let id: String
  package let maskedLabel: String
  /// Its personal and other numbers, masked.
  package let maskedNumbers: [String]
}

/// The registers that forms write to and look at, such as `residents`.
extension OneStopOffice {
  /// A session that sees the office's registers.
  package func session(
    _ code: String, version: String, now: Instant, language: Language = .vietnamese,
    seed: UInt64 = 0
  ) throws -> FormSession {
    try library.session(code, version: version, now: now, language: language, seed: seed) {
      try lists.list($0, store)
    }
  }

  /// Most entities a search shows.
  package static let foundEntityLimit = 20
  /// Fewest digits of a number a search looks for.
  private static let numberDigits = 6

  /// Entities of a list by an exact number, such as a personal number, or by words of their labels,
  /// without marks and in any order; at most ``foundEntityLimit`` and one more.
  /// - Parameter offered: the ids among which is searched; nil for all.
  package func findEntities(
    _ text: String, in list: String, among offered: Set<String>? = nil, by actor: Actor
  ) throws -> [FoundEntity] {
    try actor.require(.viewDossiers)
    return try matching(text, in: list, among: offered).map { entity in
      FoundEntity(
        id: entity.id, maskedLabel: Mask.name(entity.label),
        maskedNumbers: entity.properties.sorted { $0.key < $1.key }.map(\.value)
          .filter { (9...12).contains($0.count) && $0.allSatisfy(Self.isDigit) }.map(Mask.number))
    }
  }

  private static func isDigit(_ character: Character) -> Bool {
    "0" <= character && character <= "9"
  }

  private func matching(_ text: String, in list: String, among offered: Set<String>?) throws
    -> [RegisteredEntity]
  {
    let digits = text.filter { !$0.isWhitespace && $0 != "." }
    let isNumber = digits.count >= Self.numberDigits && digits.allSatisfy(Self.isDigit)
    let words = FoldedText(text)
    guard isNumber || words.tokens.contains(where: { $0.count > 1 }) else { return [] }
    let found = try store.entities(of: list).filter { entity in
      guard offered?.contains(entity.id) ?? true else { return false }
      return isNumber
        ? entity.properties.values.contains(digits) : FoldedText(entity.label).matches(words)
    }
    return Array(found.prefix(Self.foundEntityLimit + 1))
  }

  /// The entity a text names: its id, or the number of exactly one.
  /// - Throws: ``DossierError`` of kind not found, or refused where there are several.
  package func entity(named text: String, in list: String, by actor: Actor) throws -> String {
    try actor.require(.viewDossiers)
    if try store.entity(text, of: list) != nil { return text }
    let found = try matching(text, in: list, among: nil)
    switch found.count {
    case 1: return found[0].id
    case 0:
      throw DossierError(
        .notFound, vi: "Sổ “\(list)” không có ai khớp với “\(text.prefix(40))”.",
        en: "The register “\(list)” has nobody that matches “\(text.prefix(40))”.")
    default:
      throw DossierError(
        .refused,
        vi: "Sổ “\(list)” có nhiều người khớp với “\(text.prefix(40))”; hãy ghi số định danh.",
        en: "Several entries of “\(list)” match “\(text.prefix(40))”; give the personal number.")
    }
  }

  /// Filling a form from a register shows what earlier dossiers hold, so it is a view of each of
  /// those the values come from.
  func recordUse(of chosen: [(list: String, id: String)], by actor: Actor) throws {
    guard !chosen.isEmpty else { return }
    try actor.require(.viewDossiers)
    for (list, id) in chosen {
      guard let known = try store.entity(id, of: list) else { continue }
      for dossier in known.dossiers {
        try store.recordView(
          of: dossier, officer: actor.id, reason: Self.registerReason, day: now.civil.date,
          clock: clockSource())
      }
    }
  }

  /// The reason such a view is recorded with.
  package static let registerReason = "register"
}

extension FormSession {
  /// What was chosen from registers, by path: list and id.
  var chosenEntities: [String: (list: String, id: String)] {
    guard !definition.readEntityLists.isEmpty else { return [:] }
    var chosen: [String: (list: String, id: String)] = [:]
    for question in view().questions where question.isRelevant && !question.value.isEmpty {
      if let list = question.entityList { chosen[question.path] = (list, question.value) }
    }
    return chosen
  }
}

/// Registers as forms look at them, made once for as long as nothing changes.
final class EntityLists: Sendable {
  private let known = Mutex<(revision: [Int], lists: [String: FormEntityList])>(([], [:]))

  func list(_ name: String, _ store: DossierStore) throws -> FormEntityList {
    let revision = try store.registerRevision()
    let kept = known.withLock { $0.revision == revision ? $0.lists[name] : nil }
    if let kept { return kept }
    let list = FormEntityList(
      try store.entities(of: name).map {
        FormEntityList.Item(
          id: $0.id, label: $0.label, version: $0.version, properties: $0.properties)
      })
    known.withLock { known in
      if known.revision != revision { known = (revision, [:]) }
      known.lists[name] = list
    }
    return list
  }
}
