import FormEngine
import Foundation
import Testing

/// What stands beside the shipped forms: papers, fees, declarations and chains fit the answers.
@Suite struct ProcedureDataTests {
  private struct Data: Decodable {
    struct Fee: Decodable { var amount: String }
    struct Component: Decodable {
      var id: String
      var requiredIf: String
    }
    struct Carry: Decodable {
      var when: String?
      var to: String
      var value: String
    }
    struct Next: Decodable {
      var code: String
      var carry: [Carry]
    }
    var code: String
    var fees: [Fee]
    var components: [Component]
    var carry: [Carry]?
    var next: [Next]?
  }

  private struct Layout: Decodable {
    struct Section: Decodable {
      var lines: [Line]
      var `if`: String?
    }
    struct Line: Decodable {
      var text: String
      var `if`: String?
    }
    var sections: [Section]
  }

  private static func read<T: Decodable>(_ type: T.Type, _ name: String, beside form: URL) throws
    -> T?
  {
    let file = form.deletingLastPathComponent().appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return try JSONDecoder().decode(type, from: Foundation.Data(contentsOf: file))
  }

  private static func form(_ code: String) -> URL? {
    ProcedureFormTests.forms.last { $0.pathComponents.suffix(3).first == code }
  }

  private static func session(_ form: URL, sample name: String? = nil) throws -> FormSession {
    let session = try FormSession(
      ProcedureFormTests.definition(form), environment: TestSupport.environment())
    if let name {
      let file = form.deletingLastPathComponent().appendingPathComponent("samples/\(name).json")
      try session.load(FormSample(json: Foundation.Data(contentsOf: file)).answers)
    }
    return session
  }

  private static func validSamples(_ form: URL) throws -> [String] {
    let folder = form.deletingLastPathComponent().appendingPathComponent("samples")
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasPrefix("valid-") }.map { String($0.dropLast(5)) }
  }

  @Test(arguments: ProcedureFormTests.forms)
  func `a procedure has three stories that pass and five that fail`(form: URL) throws {
    let folder = form.deletingLastPathComponent().appendingPathComponent("samples")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.count { $0.hasPrefix("valid-") } >= 3)
    #expect(names.count { $0.hasPrefix("invalid-") } >= 5)
  }

  @Test(arguments: ProcedureFormTests.forms)
  func `every expression beside a form is computed over its samples`(form: URL) throws {
    let data = try #require(try Self.read(Data.self, "procedure.json", beside: form))
    let layout = try Self.read(Layout.self, "declaration.json", beside: form)
    let conditions =
      data.components.map(\.requiredIf) + (data.carry ?? []).compactMap(\.when)
      + (layout?.sections ?? []).flatMap { [$0.if] + $0.lines.map(\.if) }.compactMap { $0 }
    for sample in try Self.validSamples(form) {
      let session = try Self.session(form, sample: sample)
      for condition in conditions {
        #expect(try session.evaluate(condition).typeName == "boolean", "\(sample): \(condition)")
      }
      for fee in data.fees {
        let amount = try #require(Double(session.evaluate(fee.amount).text))
        #expect(amount >= 0 && amount == amount.rounded(), "\(sample): \(fee.amount)")
      }
      for value in (data.carry ?? []).map(\.value) + (data.next ?? []).flatMap(\.carry).map(\.value)
      {
        #expect(throws: Never.self, "\(sample): \(value)") { try session.evaluate(value) }
      }
    }
  }

  @Test(arguments: ProcedureFormTests.forms)
  func `a declaration prints only what its form holds`(form: URL) throws {
    guard let layout = try Self.read(Layout.self, "declaration.json", beside: form) else { return }
    let xml = try String(contentsOf: form, encoding: .utf8)
    for line in layout.sections.flatMap(\.lines) {
      for reference in line.text.matches(of: /\{([^}|]+)(\|[A-Za-z]+)?\}/) {
        let path = reference.1.replacing(/\[[0-9]+\]/, with: "")
        #expect(path.hasPrefix("unit") || xml.contains("\"/data/\(path)\""), "\(path)")
      }
    }
  }

  /// Worked out by hand from the fees in force.
  @Test(arguments: [
    ("1.001193", "valid-father-on-time", [16_000, 0]),
    ("2.000815", "valid-several-papers", [26_000]),
    ("1.004194", "valid-worker-rents-room", [15_000]),
    ("1.004194", "valid-family-of-three-online", [7_000]),
    ("1.004222", "valid-bride-moves-in", [20_000]),
    ("1.001612", "valid-family-homestay", [100_000]),
    ("1.001776", "valid-orphan-with-one-word-name", []), ("1.012812", "valid-court-confirmed", []),
  ])
  func `a resident pays what the law says`(code: String, sample: String, dong: [Int]) throws {
    let form = try #require(Self.form(code))
    let data = try #require(try Self.read(Data.self, "procedure.json", beside: form))
    let session = try Self.session(form, sample: sample)
    let amounts = try data.fees.map { try session.evaluate($0.amount).text }
    #expect(amounts == dong.map(String.init))
  }

  @Test(arguments: [
    ("1.001731", "valid-son-buries-mother", ["giayChungTu", "giayToTuyThan"]),
    ("1.001731", "valid-death-in-database", ["giayToTuyThan"]),
    ("1.004194", "valid-worker-rents-room", ["giayToChoO", "giayToTuyThan"]),
    ("1.004194", "valid-family-of-three-online", ["giayToTuyThan"]),
    ("1.004222", "valid-bride-moves-in", ["giayToQuanHe", "giayToTuyThan"]),
    ("1.004222", "valid-newborn-with-parents", ["giayToTuyThan"]),
    ("1.004222", "valid-couple-in-rented-flat", ["vanBanDongY", "giayToTuyThan"]),
    ("1.001776", "valid-single-mother", ["khaiSinhCon", "giayToTuyThan"]),
    ("1.001776", "valid-household-care-support", ["giayKhuyetTat", "giayToTuyThan"]),
    ("1.014027", "valid-poor-man-of-71", ["giayHoNgheo", "giayToTuyThan"]),
    ("1.001699", "valid-man-after-accident", ["giayToYTe", "giayToTuyThan"]),
    ("1.001612", "valid-grocery-at-home", ["giayToTuyThan"]),
    ("1.001612", "valid-family-homestay", ["bienBanHop", "uyQuyenThanhVien", "giayToTuyThan"]),
    (
      "1.012812", "valid-by-authorised-daughter",
      ["giayToDat", "giayToTuyThan", "vanBanUyQuyen"]
    ),
    ("1.011607", "valid-lives-alone", ["giayToTuyThan"]),
  ])
  func `only the papers of the case are asked for`(
    code: String, sample: String, papers: [String]
  ) throws {
    let form = try #require(Self.form(code))
    let data = try #require(try Self.read(Data.self, "procedure.json", beside: form))
    let session = try Self.session(form, sample: sample)
    let asked = try data.components.filter { try session.evaluate($0.requiredIf).text == "true" }
    #expect(asked.map(\.id) == papers)
  }

  @Test(arguments: ProcedureFormTests.forms)
  func `what a chain carries over is right in the next form`(form: URL) throws {
    let data = try #require(try Self.read(Data.self, "procedure.json", beside: form))
    for next in data.next ?? [] {
      let target = try #require(Self.form(next.code), "\(data.code) leads to \(next.code)")
      for sample in try Self.validSamples(form) {
        let first = try Self.session(form, sample: sample)
        let second = try Self.session(target)
        var carried = 0
        for pair in next.carry {
          let value = try first.evaluate(pair.value).text
          guard !value.isEmpty else { continue }
          try second.set(value, at: pair.to)
          carried += 1
        }
        #expect(carried >= 10, "\(sample) gives \(carried) answers to \(next.code)")
        let wrong = second.validate().filter { $0.kind != .required }
        #expect(wrong.isEmpty, "\(sample) to \(next.code): \(wrong.map(\.path))")
      }
    }
  }
}
