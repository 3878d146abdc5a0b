import Dossiers
package import FormEngine
package import Foundation

/// A form as its author keeps it: an XForm, or an XLSForm compiled on the spot.
package struct AuthoredForm: Sendable {
  package let file: URL
  /// The XForm; nil if the spreadsheet does not compile.
  package let xml: Data?
  let sheets: CompiledSheets?

  /// - Parameter compiler: called for `.md` and `.xlsx` only.
  /// - Throws: ``DossierError`` if the file cannot be read or is of another kind.
  package init(file: URL, compiler: () throws -> Pyxform) throws {
    self.file = file
    let kind = file.pathExtension.lowercased()
    guard ["xml", "md", "xlsx"].contains(kind) else {
      throw DossierError(
        .badInput, vi: "Biểu mẫu là tệp .md, .xlsx hoặc .xml: \(file.path).",
        en: "A form is a file .md, .xlsx or .xml: \(file.path).")
    }
    guard let data = try? Data(contentsOf: file) else {
      throw DossierError(
        .notFound, vi: "Không đọc được biểu mẫu \(file.path).",
        en: "The form \(file.path) cannot be read.")
    }
    if kind == "xml" {
      xml = data
      sheets = nil
    } else {
      let compiled = try compiler().compile(file)
      sheets = compiled
      xml = compiled.xml.map { Data($0.utf8) }
    }
  }

  /// The form, ready for use.
  /// - Throws: ``DossierError`` naming the place of what is wrong.
  package func definition(registers: URL?, translations: [FormTranslation] = []) throws
    -> FormDefinition
  {
    let places = FormPlaces(xml: xml, sheets: sheets)
    guard let xml else {
      let first = places.findings(pyxform: sheets?.error ?? "The form does not compile.").first
      throw Self.broken(file, first?.text ?? "The form does not compile.")
    }
    do {
      return try FormDefinition(
        xml: xml, resources: Self.resources(beside: file, registers: registers),
        functions: FormLibrary.functions, translations: translations)
    } catch let error as FormError {
      throw Self.broken(file, places.finding(error).text)
    }
  }

  private static func broken(_ file: URL, _ text: String) -> DossierError {
    let name = file.lastPathComponent
    return DossierError(.badInput, vi: "\(name): \(text)", en: "\(name): \(text)")
  }

  /// Files a form names: beside it, else the registers of the catalogue.
  static func resources(beside file: URL, registers: URL?) -> FormResources {
    let near = FormResources.folder(file.deletingLastPathComponent())
    let shared = registers.map(FormResources.folder)
    return FormResources { uri in try near.data(uri) ?? shared?.data(uri) }
  }
}
