package import Dossiers
import FormEngine
import Foundation
import Identity

/// Names of procedures and papers, forms, and how units are to be named, on one day.
package struct ProcedureNames: Sendable {
  private let library: FormLibrary
  private let catalogue: ProcedureCatalogue
  private let day: CivilDate

  init(library: FormLibrary, day: CivilDate) {
    self.library = library
    catalogue = library.catalogue
    self.day = day
  }

  /// The name under the version a dossier was received under; that of the newest where the hub
  /// never saw that version, the code where it knows none.
  package func name(of code: String, version: String, _ language: Language) -> String {
    entry(code, version)?.procedure.name[language] ?? code
  }

  func paper(_ id: String, of code: String, version: String, _ language: Language) -> String {
    entry(code, version)?.procedure.components.first { $0.id == id }?.name[language] ?? id
  }

  /// The published name of a paper given by its id or by its name in any language; `nil` if the
  /// list has no such paper.
  func listedPaper(_ words: String, of code: String, version: String, _ language: Language)
    -> String?
  {
    let wanted = words.trimmingCharacters(in: .whitespaces).lowercased()
    return entry(code, version)?.procedure.components.first { paper in
      ([paper.id, paper.name.vi, paper.name.en] + paper.name.others.values)
        .contains { $0.lowercased() == wanted }
    }?.name[language]
  }

  /// Which answers name a dossier of the procedure: its subject, its applicant.
  func naming(_ code: String, _ version: String) -> [String] {
    guard let procedure = entry(code, version)?.procedure else { return [] }
    return [procedure.titlePath, procedure.applicant.id ?? procedure.applicant.name]
      .compactMap(\.self)
  }

  private func entry(_ code: String, _ version: String) -> ProcedureCatalogue.Entry? {
    (try? catalogue.entry(code, version: version))
      ?? (catalogue.entries + catalogue.retired).filter { $0.procedure.code == code }
      .max { FormVersion($0.procedure.version) < FormVersion($1.procedure.version) }
  }

  /// The form of just that version.
  ///
  /// - Throws: ``DossierError`` when the hub never saw it or it does not work.
  func form(of code: String, version: String) throws -> FormDefinition {
    try library.definition(code, version: version)
  }

  /// Paths a person may fill in, such as "nyc/dienThoai", repeats ("giayTo") and what is asked in
  /// their rows ("giayTo/ten"); empty when the catalogue has no such form.
  package func fields(of code: String, version: String) -> Set<String> {
    guard let form = try? form(of: code, version: version) else { return [] }
    return Set(
      form.fields.filter { $0.isAsked && !$0.isCalculated || $0.shape == .rows }.map(\.path))
  }

  /// What citizens need of a unit, as the province's amendments name it.
  func unit(_ document: Data) -> UnitFacts {
    guard var unit = try? JSONFile.decode(Dossiers.Unit.self, from: document, named: "unit") else {
      return UnitFacts()
    }
    if let overlay = catalogue.overlay { unit = overlay.amended(unit, on: day) }
    return UnitFacts(name: unit.name, address: unit.address, hotline: unit.hotline)
  }
}
