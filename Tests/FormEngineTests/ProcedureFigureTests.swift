import FormEngine
import Foundation
import Testing

/// What the stories of the shipped procedures cost and which papers they need, worked out by hand
/// from the fees and rules of the law.
@Suite struct ProcedureFigureTests {
  struct Listing: Decodable {
    struct Fee: Decodable {
      var id: String
      var amount: String
    }
    struct Component: Decodable {
      var id: String
      var requiredIf: String
    }
    var fees: [Fee]
    var components: [Component]
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var code: String
    var story: String
    /// đồng by fee; a fee not named here is 0 đ.
    var fees: [String: Double] = [:]
    /// Papers handed in or shown, all that are required.
    var papers: Set<String>
    var testDescription: String { "\(code) \(story)" }
  }

  static let cases: [Case] = [
    // Two copies of the extract at 8,000 đ.
    Case(
      code: "1.000656", story: "valid-son-for-father", fees: ["copy": 16_000],
      papers: ["giayBaoTu", "giayToTuyThan"]),
    Case(code: "1.000656", story: "valid-at-home-no-notice", papers: ["giayToTuyThan"]),
    Case(
      code: "1.000419", story: "valid-partial-date-of-death", fees: ["copy": 16_000],
      papers: ["giayThayThe", "giayToTuyThan"]),
    Case(
      code: "1.000894", story: "valid-both-of-the-commune", fees: ["copy": 16_000],
      papers: ["giayToTuyThan"]),
    Case(
      code: "1.000593", story: "valid-divorced-and-widowed", fees: ["copy": 16_000],
      papers: ["giayXacNhan", "banAnLyHon", "giayChungTu", "giayToTuyThan"]),
    // One and five extracts at 8,000 đ; an authorised stranger brings the authorisation.
    Case(
      code: "2.000635", story: "valid-own-birth", fees: ["copy": 8_000], papers: ["giayToTuyThan"]),
    Case(
      code: "2.000635", story: "valid-by-post-authorised", fees: ["copy": 40_000],
      papers: ["vanBanUyQuyen", "giayToTuyThan"]),
    // 10,000 đ a paper: two signatures in one paper are one case, three papers are three.
    Case(
      code: "2.000884", story: "valid-two-signers-one-paper", fees: ["certification": 10_000],
      papers: ["giayToTuyThan", "vanBan"]),
    Case(
      code: "2.000884", story: "valid-three-papers", fees: ["certification": 30_000],
      papers: ["giayToTuyThan", "vanBan", "banDich"]),
    Case(
      code: "2.000908", story: "valid-daughter-of-deceased",
      papers: ["giayToTuyThan", "giayQuanHe"]),
    Case(
      code: "1.003583", story: "valid-abandoned-one-word-name", fees: ["copy": 16_000],
      papers: ["bienBanBoRoi", "giayToTuyThan"]),
    Case(
      code: "3.000722", story: "valid-abandoned-child", fees: ["copy": 16_000],
      papers: ["bienBanBoRoi", "giayToTuyThan", "giayToChoO", "vanBanDongY"]),
    // 2,000 đ for pages 1 and 2, 1,000 đ from page 3, at most 200,000 đ a copy: two copies of 300.
    Case(
      code: "2.000815", story: "valid-fee-cap", fees: ["certification": 400_000],
      papers: ["banChinh"]),
    // (2 × 2,000) × 3 + (2 × 2,000 + 3 × 1,000) × 2
    Case(
      code: "2.000815", story: "valid-several-papers", fees: ["certification": 26_000],
      papers: ["banChinh"]),
  ]

  @Test(arguments: cases) func `a story costs and needs what the rules say`(story: Case) throws {
    let folder = NextProcedureTests.folder(story.code)
    let listing = try JSONDecoder().decode(
      Listing.self, from: Data(contentsOf: folder.appendingPathComponent("procedure.json")))
    let session = try NextProcedureTests.session(story.code)
    try session.load(NextProcedureTests.answers(story.code, story.story))
    for fee in listing.fees {
      #expect(try session.evaluate(fee.amount).number == story.fees[fee.id] ?? 0, "\(fee.id)")
    }
    #expect(Set(story.fees.keys).isSubset(of: listing.fees.map(\.id)))
    let needed = try listing.components.filter { try session.evaluate($0.requiredIf).boolean }
    #expect(Set(needed.map(\.id)) == story.papers)
  }
}
