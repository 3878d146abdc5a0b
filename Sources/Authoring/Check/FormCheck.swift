import Counter
import Dossiers
package import FormEngine
package import Foundation

/// Everything an author should know of a form before people fill it in.
package struct FormCheck {
  /// The form; nil if it does not compile.
  package let definition: FormDefinition?
  package let findings: [FormFinding]

  package var errors: [FormFinding] { findings.filter { $0.severity == .error } }
  package var warnings: [FormFinding] { findings.filter { $0.severity == .warning } }
  package var isValid: Bool { errors.isEmpty }

  /// - Parameters:
  ///   - registers: The catalogue's folder of shared choices.
  ///   - published: The catalogue's folder `Forms`, to compare with what is in use.
  ///   - entities: What the author tries the form with in place of a register.
  package init(
    _ form: AuthoredForm, registers: URL?, published: URL?, entities: SampleEntities? = nil
  ) {
    let places = FormPlaces(xml: form.xml, sheets: form.sheets)
    var found =
      form.sheets?.warnings.flatMap {
        places.findings(pyxform: $0, severity: .warning)
      } ?? []
    guard let xml = form.xml else {
      definition = nil
      findings = places.findings(pyxform: form.sheets?.error ?? "The form does not compile.")
      return
    }
    do {
      let definition = try FormDefinition(
        xml: xml, resources: AuthoredForm.resources(beside: form.file, registers: registers),
        functions: FormLibrary.functions)
      self.definition = definition
      // Missing texts are named one by one below.
      found += definition.warnings.filter { !$0.contains("the default language is shown") }
        .map(places.warning)
      found += TranslationCheck.findings(xml: xml, places: places)
      found += MediaCheck.findings(
        definition, beside: form.file.deletingLastPathComponent(), places: places)
      found +=
        VersionCheck(
          form: form, definition: definition, registers: registers, published: published,
          places: places
        ).findings
      found +=
        ProcedureFormCheck(
          folder: form.file.deletingLastPathComponent(), definition, published: published
        ).findings
      found += PackCheck.findings(form)
      found += entities?.findings(for: definition) ?? []
      findings = found
    } catch let error as FormError {
      definition = nil
      findings = found + [places.finding(error)]
    } catch {
      definition = nil
      findings = found + [FormFinding(.error, "\(error)")]
    }
  }
}
