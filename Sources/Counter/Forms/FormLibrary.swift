package import Dossiers
package import FormEngine
package import Foundation
import Synchronization

/// The forms of the procedures on this machine, compiled once and kept.
package final class FormLibrary: Sendable {
  package let catalogue: ProcedureCatalogue
  private let registers: URL
  private let compiled = Mutex<[String: FormDefinition]>([:])

  /// - Parameter folder: the `Forms` folder, with `registers` and one folder per procedure.
  /// - Throws: ``DossierError`` when a procedure's data cannot be read.
  package init(folder: URL) throws {
    catalogue = try ProcedureCatalogue(load: folder)
    registers = folder.appending(path: "registers")
  }

  /// The compiled form of one version of a procedure.
  /// - Throws: ``DossierError`` when there is no such version or its form is broken.
  package func definition(_ code: String, version: String) throws -> FormDefinition {
    let key = "\(code)/\(version)"
    if let known = compiled.withLock({ $0[key] }) { return known }
    let entry = try catalogue.entry(code, version: version)
    let file = entry.folder.appending(path: "form.xml")
    guard let xml = try? Data(contentsOf: file) else {
      throw DossierError(
        .notFound, vi: "Không đọc được biểu mẫu của thủ tục \(code).",
        en: "The form of procedure \(code) cannot be read: \(file.path).")
    }
    let definition: FormDefinition
    do {
      definition = try FormDefinition(
        xml: xml, resources: .folder(registers), functions: Self.functions)
    } catch let error as FormError {
      throw DossierError(
        .refused, vi: "Biểu mẫu của thủ tục \(code) có lỗi: \(error).",
        en: "The form of procedure \(code) is broken: \(error)")
    }
    compiled.withLock { $0[key] = definition }
    return definition
  }

  /// A session over one version of a form, as of a time, with texts in a language.
  package func session(
    _ code: String, version: String, now: Instant, language: Language = .vietnamese
  ) throws -> FormSession {
    try FormSession(
      definition(code, version: version),
      environment: Self.environment(now: now, language: language))
  }

  package static func environment(now: Instant, language: Language) -> FormEnvironment {
    FormEnvironment(
      now: now.milliseconds, language: language == .vietnamese ? "vi" : "en",
      messages: language == .vietnamese ? .vietnamese : .english)
  }

  /// The extension functions of the field, under the prefix `mc:`.
  package static let functions: FunctionLibrary = {
    var library = FunctionLibrary()
    for (name, function) in FormFunctions.all {
      library.register(name, arity: function.arity) { arguments in
        switch try function.call(arguments.map(\.text)) {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        }
      }
    }
    return library
  }()
}
