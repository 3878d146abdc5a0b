import FormEngine
import Foundation

/// Forms of the catalogue, from `Forms/<code>/<version>/form.xml`.
extension ProcedureNames {
  /// `nil` without a catalogue, and for names that could not be folders of it.
  /// - Parameter forms: The folder whose registers a folder without any relies on.
  func form(of code: String, version: String, registers forms: URL? = nil) throws
    -> FormDefinition?
  {
    guard let folder else { return nil }
    guard !code.contains("/"), !version.contains("/"), code != "..", version != ".." else {
      return nil
    }
    let own = folder.appending(path: "registers")
    let registers =
      FileManager.default.fileExists(atPath: own.path)
      ? own : (forms ?? folder).appending(path: "registers")
    let xml = try Data(contentsOf: folder.appending(path: "\(code)/\(version)/form.xml"))
    return try FormDefinition(xml: xml, resources: .folder(registers))
  }

  /// Paths a person may fill in, such as "nyc/dienThoai", repeats ("giayTo") and what is asked in
  /// their rows ("giayTo/ten"); empty when the catalogue has no such form.
  package func fields(of code: String, version: String) -> Set<String> {
    guard let form = try? form(of: code, version: version) else { return [] }
    return Set(
      form.fields.filter { $0.isAsked && !$0.isCalculated || $0.shape == .rows }.map(\.path))
  }
}
