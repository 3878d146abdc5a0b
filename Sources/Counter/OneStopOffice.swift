package import DossierStore
package import Dossiers
import Foundation
package import Identity
package import Sync

/// A commune's one-stop office: what its officers do, for screens and command line alike.
///
/// Every act checks who asks, changes the journal in one transaction, and has changed nothing
/// when it throws ``DossierError``. Calls block on the disk; they are made off Swift's pool where
/// that matters.
package final class OneStopOffice: Sendable {
  private let unitFile: Dossiers.Unit
  package let store: DossierStore
  package let library: FormLibrary
  package let keys: KeyFolder
  package let surroundings: Surroundings
  let lists = EntityLists()

  private init(
    unit: Dossiers.Unit, store: DossierStore, library: FormLibrary, keys: KeyFolder,
    surroundings: Surroundings
  ) {
    unitFile = unit
    self.store = store
    self.library = library
    self.keys = keys
    self.surroundings = surroundings
  }

  /// Opens the office in a data folder that `motcua init` has made.
  package static func open(_ surroundings: Surroundings) throws -> OneStopOffice {
    guard KeyFolder.exists(at: surroundings.data) else {
      throw DossierError(
        .notFound, vi: "Thư mục dữ liệu chưa được khởi tạo; hãy chạy motcua init.",
        en: "There is no office in \(surroundings.data.path): run motcua init first.")
    }
    let keys = try KeyFolder.open(
      at: surroundings.data, credentialsDirectory: surroundings.credentials)
    let unit = try JSONFile.read(Dossiers.Unit.self, at: DataFolder(surroundings.data).unit)
    let library = try FormLibrary(folder: surroundings.forms, data: surroundings.data)
    var options = StoreOptions(naming: { code, version in
      let entry = try? library.catalogue.entry(code, version: version)
      return entry.map { SummaryPaths(procedure: $0.procedure) }
    })
    options.refreshNaming = { library.refresh() }
    options.catalogues = { library.folders }
    let store = try DossierStore.open(
      at: surroundings.data, keys: keys.keys, clock: surroundings.clock,
      random: surroundings.random, options: options)
    return OneStopOffice(
      unit: unit, store: store, library: library, keys: keys,
      surroundings: surroundings)
  }

  /// The unit as it is today: its file, amended by the province.
  package var unit: Dossiers.Unit {
    guard let overlay = library.catalogue.overlay else { return unitFile }
    return overlay.amended(unitFile, on: now.civil.date)
  }

  /// A dossier's version of its procedure, as the province had it on the day of reception.
  package func entry(of state: DossierState) throws -> ProcedureCatalogue.Entry {
    try library.catalogue.entry(
      state.procedure, version: state.version,
      on: Instant(milliseconds: state.receivedAt).civil.date)
  }

  package var calendar: WorkCalendar { library.calendar }

  package var now: Instant { Instant(milliseconds: surroundings.clock.milliseconds) }

  /// The office's rule for promised dates.
  package var promises: PromiseCalculator {
    PromiseCalculator(calendar: calendar, hours: unit.hours, policy: unit.promisePolicy)
  }

  /// An opaque id of 8 characters for rows.
  package func newRowID() -> String {
    surroundings.random.bytes(5).map { String(format: "%02x", $0) }.joined().prefix(8).description
  }
}
