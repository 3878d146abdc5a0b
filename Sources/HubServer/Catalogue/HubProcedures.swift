import Dossiers
package import Foundation
package import Hub
import Identity
import Synchronization

/// Procedures and forms as the hub knows them: the shipped ones and those of every catalogue it
/// published, a new one from the next question on.
package final class HubProcedures: Sendable {
  private final class Trees: Sendable {
    let all: Mutex<[CatalogueTree]>
    init(_ trees: [CatalogueTree]) { all = Mutex(trees) }
  }

  private let hub: Hub
  private let trees: Trees
  private let library: FormLibrary

  /// - Parameter shipped: The folder `Forms`.
  /// - Throws: ``DossierError`` when that is no catalogue.
  package init(hub: Hub, shipped: URL) throws {
    self.hub = hub
    let trees = Trees([])
    self.trees = trees
    library = try FormLibrary {
      let folders = trees.all.withLock { $0.map(\.folder) }
      return CatalogueReading.Places(
        shipped: shipped, published: folders.first, earlier: Array(folders.dropFirst()))
    }
    hub.know { [library, clock = hub.clock] code, version in
      ProcedureNames(library: library, day: Instant(milliseconds: clock.milliseconds).civil.date)
        .naming(code, version)
    }
  }

  /// What is published at this moment. When the store cannot tell, what was known before stays:
  /// pages and their actions do not depend on names.
  package func now() async -> ProcedureNames {
    let known = trees.all.withLock(\.self)
    if let found = try? await hub.catalogueTrees(known: known), found != known {
      trees.all.withLock { $0 = found }
      library.refresh()
    }
    return ProcedureNames(library: library, day: Instant(milliseconds: hub.now).civil.date)
  }

  /// The languages a page may be asked for, as of the last question.
  var languages: [LanguageName] { library.catalogue.languages }
}
