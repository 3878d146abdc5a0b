import FormEngine
import Foundation
import Testing

/// Chains of procedures: what the first dossier knows is not typed again for the next.
@Suite struct NextProcedureTests {
  struct Step: Decodable {
    struct Rule: Decodable {
      var to: String
      var value: String
    }
    var code: String
    var dossiers: String
    var mark: String
    var carry: [Rule]
  }

  struct Listing: Decodable {
    var code: String
    var next: [Step]?
  }

  struct Chain: Sendable, CustomTestStringConvertible {
    var from: String
    var story: String
    var to: String
    /// What a person still types or chooses in the second form; worked out by reading it.
    var typed: [String: String]
    var testDescription: String { "\(from) \(story) to \(to)" }
  }

  static let chains: [Chain] = [
    Chain(
      from: "1.000656", story: "valid-son-for-father", to: "2.000635",
      typed: ["ketQua/soLuong": "3"]),
    Chain(
      from: "1.000656", story: "valid-partial-date-of-death", to: "2.000635",
      typed: ["ketQua/mucDich": "Thừa kế"]),
    Chain(
      from: "1.000656", story: "valid-son-for-father", to: "1.001731",
      typed: [
        "nkt/loaiDoiTuong": "btxh", "maiTang/ngay": "2026-11-19",
        "maiTang/noi": "Nghĩa trang xóm",
      ]),
    Chain(
      from: "1.000419", story: "valid-late-with-reason", to: "1.014028",
      typed: ["maiTang/ngay": "2026-11-06", "maiTang/noi": "Nghĩa trang xóm"]),
    Chain(
      from: "1.001193", story: "valid-father-on-time", to: "2.000635",
      typed: ["ketQua/soLuong": "2"]),
    Chain(
      from: "1.001193", story: "valid-late-hmong-grandfather", to: "3.000722",
      typed: ["bhyt/noiKham": "Trạm y tế xã Pà Cò"]),
    Chain(
      from: "1.003583", story: "valid-late-hmong-grandfather", to: "3.000722",
      typed: ["bhyt/noiKham": "Trạm y tế xã Pà Cò"]),
    Chain(
      from: "1.000894", story: "valid-both-of-the-commune", to: "2.000635",
      typed: ["ketQua/soLuong": "2"]),
    Chain(
      from: "1.004873", story: "valid-single-for-marriage", to: "1.000894",
      typed: ["nam/danToc": "08", "nam/ngayCap": "2021-05-10", "dangKy/coMat": "OK"]),
  ]

  static func folder(_ code: String) -> URL {
    ProcedureFormTests.root.appendingPathComponent("\(code)/2026.1")
  }

  static func listing(_ code: String) throws -> Listing {
    let file = folder(code).appendingPathComponent("procedure.json")
    return try JSONDecoder().decode(Listing.self, from: Data(contentsOf: file))
  }

  static func session(_ code: String) throws -> FormSession {
    let form = folder(code).appendingPathComponent("form.xml")
    return try FormSession(
      ProcedureFormTests.definition(form), environment: TestSupport.environment())
  }

  static func answers(_ code: String, _ story: String) throws -> FormAnswers {
    let file = folder(code).appendingPathComponent("samples/\(story).json")
    return try FormSample(json: Data(contentsOf: file)).answers
  }

  /// Keys a person presses for answers that the empty form does not hold already: each character
  /// of a text, eight for a date, one for a choice or a tick.
  static func keys(_ answers: [String: String], in empty: FormSession) -> Int {
    answers.filter { empty.value(at: $0.key) != $0.value }.reduce(0) { sum, answer in
      let text = answer.value
      let isDate = text.count == 10 && text.split(separator: "-").map(\.count) == [4, 2, 2]
      let isChoice = text.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) }
      return sum + (isDate ? 8 : isChoice || text == "OK" ? 1 : text.count)
    }
  }

  @Test(arguments: chains) func `the second dossier needs at most a fifth of the keys`(
    chain: Chain
  ) throws {
    let step = try #require(
      Self.listing(chain.from).next?.first { $0.code == chain.to }, "\(chain)")
    let first = try Self.session(chain.from)
    let given = try Self.answers(chain.from, chain.story)
    try first.load(given)
    let second = try Self.session(chain.to)
    var carried = FormAnswers()
    for rule in step.carry {
      let value = try first.evaluate(rule.value).text
      if !value.isEmpty { carried.entries[rule.to] = .value(value) }
    }
    for (path, value) in chain.typed { carried.entries[path] = .value(value) }
    try second.load(carried)
    let left = second.validate().map { "\($0.path) \($0.kind.rawValue)" }
    #expect(left.isEmpty, "\(chain.testDescription): \(left)")
    let before = Self.keys(
      given.entries.compactMapValues { if case .value(let text) = $0 { text } else { nil } },
      in: try Self.session(chain.from))
    let after = Self.keys(chain.typed, in: try Self.session(chain.to))
    #expect(
      before >= 100 && after * 5 <= before, "\(chain.testDescription): \(after) of \(before)")
  }

  /// Whether the law wants one dossier or several is data with a mark, never left out.
  @Test(arguments: ProcedureFormTests.forms) func `each next step names form and certainty`(
    form: URL
  ) throws {
    let code = form.pathComponents.suffix(3).first ?? ""
    for step in try Self.listing(code).next ?? [] {
      #expect(["one", "several", "uncertain"].contains(step.dossiers) && !step.mark.isEmpty)
      #expect(!step.carry.isEmpty)
      let from = try Self.session(code)
      let to = try Self.session(step.code)
      for rule in step.carry {
        #expect(throws: Never.self, "\(code): \(rule.value)") { try from.evaluate(rule.value) }
        #expect(to.value(at: rule.to) != nil, "\(code): \(step.code) has no \(rule.to)")
      }
    }
  }
}
