import FormEngine
import Foundation
import Testing

/// The forms the product ships with, each with its samples.
@Suite struct ProcedureFormTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var form: URL
    var file: URL
    var testDescription: String {
      "\(form.pathComponents.suffix(3).first ?? "") \(file.lastPathComponent)"
    }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Forms")
    .resolvingSymlinksInPath()

  static let forms: [URL] = {
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? []).filter { $0.lastPathComponent == "form.xml" }
      .sorted { $0.path < $1.path }
  }()

  static let samples: [Sample] = forms.flatMap { form in
    let folder = form.deletingLastPathComponent().appendingPathComponent("samples")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
      .map { Sample(form: form, file: $0) }
  }

  /// Read once: the register of communes alone has 3,321 rows.
  static let definitions: [URL: Result<FormDefinition, any Error>] = Dictionary(
    uniqueKeysWithValues: forms.map { form in
      (
        form,
        Result {
          try FormDefinition(
            xml: Data(contentsOf: form),
            resources: .folder(root.appendingPathComponent("registers")))
        }
      )
    })

  static func definition(_ form: URL) throws -> FormDefinition {
    try #require(definitions[form]).get()
  }

  @Test func `the shipped forms are found`() {
    #expect(Self.forms.count >= 12)
    #expect(Self.samples.count >= 160)
  }

  @Test(arguments: forms) func `a shipped form is read without warnings`(form: URL) throws {
    let definition = try Self.definition(form)
    #expect(definition.warnings.isEmpty)
    #expect(!definition.title.isEmpty)
    let session = try FormSession(definition, environment: TestSupport.environment())
    #expect(!session.view().items.isEmpty)
  }

  @Test(arguments: [
    ("1.001193", "1.003583"), ("1.000894", "1.000593"), ("1.000656", "1.000419"),
  ])
  func `a mobile procedure asks what its twin at the counter asks, and where and by whom`(
    counter: String, mobile: String
  ) throws {
    func fields(_ code: String) throws -> Set<String> {
      let file = Self.root.appendingPathComponent("\(code)/2026.1/form.xml")
      return Set(try Self.definition(file).fields.map { "\($0.path) \($0.shape)" })
    }
    let more = try fields(mobile).subtracting(fields(counter))
    #expect(try fields(counter).subtracting(fields(mobile)) == [])
    #expect(more.allSatisfy { $0.hasPrefix("luuDong") })
    for wanted in ["diaDiem", "ngay", "toTruong", "thanhVien", "lyDo"] {
      #expect(more.contains { $0.hasPrefix("luuDong/\(wanted) ") }, "\(wanted)")
    }
  }

  @Test(arguments: samples) func `a sample is judged as it says`(sample: Sample) throws {
    let read = try FormSample(json: Data(contentsOf: sample.file))
    let session = try FormSession(
      Self.definition(sample.form), environment: TestSupport.environment())
    try session.load(read.answers)
    let found = session.validate().map { "\($0.path) \($0.kind.rawValue)" }
    let expected = read.errors.map { "\($0.path) \($0.kind.rawValue)" }
    #expect(
      Set(found) == Set(expected), "\(sample.testDescription) \(session.validate().map(\.message))")
  }

  @Test(arguments: samples) func `answers survive saving and loading`(sample: Sample) throws {
    let read = try FormSample(json: Data(contentsOf: sample.file))
    let definition = try Self.definition(sample.form)
    let first = try FormSession(definition, environment: TestSupport.environment())
    try first.load(read.answers)
    let saved = try FormAnswers(json: Data(first.answers().json.utf8))
    let second = try FormSession(definition, environment: TestSupport.environment())
    try second.load(saved)
    #expect(second.answers() == first.answers())
    #expect(second.submission() == first.submission())
    #expect(second.relevantPaths() == first.relevantPaths())
  }
}
