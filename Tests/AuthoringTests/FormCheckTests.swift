import Authoring
import Dossiers
import FormEngine
import Foundation
import Testing

/// Checks of compiled forms in folders, as the command line makes them.
struct FormCheckTests {
  private static let head = """
    <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" \
    xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Thử</h:title><model>
    """

  /// A form with one question `a` of a type and a question `b` that looks at `looksAt`.
  private static func form(
    version: String, type: String = "string", looksAt: String = "/data/a", name: String = "a"
  ) -> Data {
    Data(
      """
      \(head)<itext><translation lang="Tiếng Việt (vi)" default="true()">
      <text id="/data/\(name):label"><value>Tên</value></text></translation>
      <translation lang="English (en)"><text id="/data/\(name):label"><value>-</value></text>
      </translation></itext>
      <instance><data id="9.000001" version="\(version)"><\(name)/><b/></data></instance>
      <bind nodeset="/data/\(name)" type="\(type)"/>
      <bind nodeset="/data/b" type="string" relevant="\(looksAt) = '1'"/></model></h:head>
      <h:body><input ref="/data/\(name)"><label ref="jr:itext('/data/\(name):label')"/></input>
      <input ref="/data/b"><label>B</label></input></h:body></h:html>
      """.utf8)
  }

  private static func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "form-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func put(_ data: Data, _ path: String, in folder: URL) throws -> URL {
    let file = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
    return file
  }

  private static func check(_ file: URL) throws -> FormCheck {
    let form = try AuthoredForm(file: file) { throw CocoaError(.featureUnsupported) }
    return FormCheck(form, registers: nil, published: nil)
  }

  @Test func `a path that leads nowhere and a missing translation are warnings with their place`()
    throws
  {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try Self.put(Self.form(version: "1", looksAt: "/data/zz"), "form.xml", in: folder)
    let check = try Self.check(file)
    #expect(check.isValid)
    #expect(check.warnings.contains { $0.message.contains("/data/zz") })
    #expect(check.warnings.contains { $0.message.contains("English (en)") })
    #expect(check.warnings.count == 2)
  }

  @Test func `a field may not change its type in a newer version`() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try Self.put(Self.form(version: "2026.9"), "2026.9/form.xml", in: folder)
    let newer = try Self.put(
      Self.form(version: "2026.10", type: "int"), "2026.10/form.xml", in: folder)
    let errors = try Self.check(newer).errors
    #expect(errors.count == 1)
    #expect(errors.first?.place.path == "a")
    // The older one is what it was: nothing is wrong with it.
    #expect(try Self.check(folder.appending(path: "2026.9/form.xml")).isValid)
  }

  @Test func `a renamed field keeps its type too`() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try Self.put(Self.form(version: "1"), "1/form.xml", in: folder)
    let newer = try Self.put(
      Self.form(version: "2", type: "int", looksAt: "/data/c", name: "c"), "2/form.xml",
      in: folder)
    #expect(try Self.check(newer).isValid)
    _ = try Self.put(Data(#"{"from":"1","renames":{"a":"c"}}"#.utf8), "2/renames.json", in: folder)
    #expect(try Self.check(newer).errors.map(\.place.path) == ["c"])
  }

  @Test func `a changed form under the same version is refused`() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try Self.put(Self.form(version: "1"), "1/form.xml", in: folder)
    let same = try Self.put(Self.form(version: "1") + Data("\n".utf8), "2/form.xml", in: folder)
    #expect(try Self.check(same).isValid)
    let other = try Self.put(Self.form(version: "1", type: "int"), "2/form.xml", in: folder)
    #expect(try Self.check(other).errors.map(\.place.column) == ["version"])
  }

  @Test func `what is no form is refused with one sentence`() throws {
    let folder = try Self.folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = try Self.put(Data("x".utf8), "form.txt", in: folder)
    #expect(throws: DossierError.self) { try Self.check(text) }
    #expect(throws: DossierError.self) { try Self.check(folder.appending(path: "none.xml")) }
    let broken = try Self.put(Data("<h:html>".utf8), "form.xml", in: folder)
    let check = try Self.check(broken)
    #expect(check.errors.count == 1)
    #expect(check.definition == nil)
  }
}
