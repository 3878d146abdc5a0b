package import Dossiers
package import Hub
import Sync

/// A dossier's answers and papers in words, for a terminal.
package enum DossierText {
  /// Rows of two cells: what it is called and what it says.
  package static func rows(
    _ file: DossierFile, _ procedures: ProcedureNames, _ language: Language
  ) -> [[String]] {
    let sections = AnswerSections(file: file, procedures: procedures, language: language).sections
    let summary = file.summary
    return sections.flatMap { section in
      (section.title.map { [["", ""], [$0, ""]] } ?? [])
        + section.rows.map { [$0.label, $0.value] }
    }
      + file.components.map { component in
        let name = procedures.paper(
          component.id, of: summary.procedure, version: summary.version, language)
        return [name, "× \(component.original + component.certified + component.copy)"]
      }
  }
}
