import Dossiers
import Foundation

/// What a province publishes.
enum Published {
  /// A shipped procedure as a later version, with a province's file beside it.
  static func files(_ code: String, version: String, amount: String = "1", padding: Int = 0)
    throws -> [String: Data]
  {
    let folder = HubRig.share.appending(path: "Forms/\(code)/2026.1")
    var procedure = String(
      decoding: try Data(contentsOf: folder.appending(path: "procedure.json")), as: UTF8.self)
    procedure = procedure.replacing("\"version\": \"2026.1\"", with: "\"version\": \"\(version)\"")
    procedure.replace(/"effectiveFrom": "[0-9-]*"/, with: "\"effectiveFrom\": \"2026-11-01\"")
    let overlay = """
      {"version": "\(version)", "province": {"vi": "Tỉnh Thử", "en": "Test"}, "changes": [
        {"effectiveFrom": "2026-01-01", "basis": "NQ 1", "procedures":
          {"1.001193": {"fees": {"copy": {"amount": "\(amount)"}}}}}]}
      """
    var files = [
      "\(code)/\(version)/procedure.json": Data(procedure.utf8),
      "\(code)/\(version)/form.xml": try Data(contentsOf: folder.appending(path: "form.xml")),
      ProvinceOverlay.fileName: Data(overlay.utf8),
    ]
    if padding > 0 {
      files["registers-note.csv"] = Data((0..<padding).map { UInt8(truncatingIfNeeded: $0 / 7) })
    }
    return files
  }
}
