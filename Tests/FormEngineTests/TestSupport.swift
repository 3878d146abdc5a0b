import FormEngine
import Foundation

enum TestSupport {
  /// 2026-11-21T10:00:00+07:00.
  static let now: Int64 = 1_795_230_000_000

  static func resource(_ name: String) throws -> Data {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return try Data(contentsOf: folder.appendingPathComponent("Golden/\(name)"))
  }

  /// Text as the oracle writes it into one cell.
  static func oneLine(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
      .replacing("\r", with: "\\r").replacing("\t", with: "\\t")
  }

  static func environment(language: String? = nil) -> FormEnvironment {
    FormEnvironment(now: now, seed: 7, language: language)
  }

  static func session(
    _ xml: String, resources: FormResources = .none,
    functions: FunctionLibrary = FunctionLibrary(), language: String? = nil
  ) throws -> FormSession {
    try FormSession(
      FormDefinition(xml: Data(xml.utf8), resources: resources, functions: functions),
      environment: environment(language: language))
  }

  /// A whole form around an instance, binds and a body.
  static func form(instance: String, model: String = "", body: String = "") -> String {
    """
    <?xml version="1.0"?>
    <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
    <h:head><h:title>Thử</h:title><model>
    <instance><data id="thu" version="1">\(instance)</data></instance>\(model)
    </model></h:head><h:body>\(body)</h:body></h:html>
    """
  }
}
