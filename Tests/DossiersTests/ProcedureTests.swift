import Dossiers
import Foundation
import Testing

@Suite struct ProcedureTests {
  @Test func `a procedure survives being written and read again`() throws {
    let procedure = try ProcedureFixture.procedure()
    let again = try JSONDecoder().decode(
      Procedure.self, from: JSONEncoder().encode(procedure))
    #expect(again == procedure && again.applicant.name == "nyc/hoTen")
    #expect(again.term.rule == .workingDays && again.inForce.to == nil)
  }

  @Test func `bad data is refused with its place`() throws {
    let term: [String: Any] = ["value": 3, "unit": "workingDay", "rule": "R5", "text": ["vi": ""]]
    let cases: [(String, Any?, String)] = [
      ("code", "1.1", "Thủ tục “1.1”: mã thủ tục không đúng dạng."),
      ("version", "../x", "phiên bản chỉ gồm chữ số và dấu chấm"),
      ("effectiveTo", "2025-12-31", "Ngày hết hiệu lực 2025-12-31 trước ngày có hiệu lực"),
      ("effectiveFrom", "2026-02-30", "mục effectiveFrom có giá trị không hợp lệ"),
      ("decidedBy", "king", "mục decidedBy có giá trị không hợp lệ"),
      ("name", 5, "mục name sai kiểu dữ liệu"),
      ("level", ["new": "full", "old": 5], "mức độ cũ"),
      ("term", term, "Quy tắc R5 không dùng"),
      ("prefill", [["from": "cccd.chip", "to": "x"]], "không có mục “cccd.chip”"),
      ("declaration", ["title": ["vi": "T"], "layout": "../d.json"], "layout của tờ khai"),
      ("fees", [["id": "x"]], "thiếu mục fees[0].name"),
    ]
    for (key, value, sentence) in cases {
      let why = refusal { _ = try ProcedureFixture.procedure(replacing: [key: value]) }
      #expect(why.hasPrefix("procedure.json: ") && why.contains(sentence), "\(key): \(why)")
    }
    let why = refusal {
      _ = try JSONFile.decode(Procedure.self, from: Data("{".utf8), named: "p.json")
    }
    #expect(why == "p.json: không phải JSON hợp lệ.")
  }

  @Test func `a linked procedure names every body that decides a part of it`() throws {
    let bodies = ["commune", "communePolice", "socialInsurance"]
    let linked = try ProcedureFixture.procedure(replacing: ["decidedBy": bodies])
    #expect(linked.decidedBy.all == [.commune, .communePolice, .socialInsurance])
    #expect(
      linked.decidedBy.name.vi == "Uỷ ban nhân dân cấp xã; Công an cấp xã; Cơ quan Bảo hiểm xã hội")
    let again = try JSONDecoder().decode(Procedure.self, from: JSONEncoder().encode(linked))
    #expect(again.decidedBy == linked.decidedBy)
    for wrong in [[], ["commune"], ["commune", "commune"], ["commune", "king"]] {
      let why = refusal { _ = try ProcedureFixture.procedure(replacing: ["decidedBy": wrong]) }
      #expect(why.contains("mục decidedBy") && why.contains("giá trị không hợp lệ"), "\(why)")
    }
  }

  @Test func `fees follow the answers and exemptions make them free`() throws {
    let procedure = try ProcedureFixture.procedure()
    let lines = try procedure.feeLines { expression in
      #expect(expression == "/data/n * 8000")
      return 24_000
    }
    #expect(lines.map(\.amount.dong) == [24_000] && lines[0].exemption == nil)
    #expect(try procedure.feeLines { _ in 0 }.isEmpty)
    let free = try procedure.feeLines(exempt: ["copy": "poor"]) { _ in 24_000 }
    #expect(free.map(\.amount.dong) == [0] && free[0].exemption?.vi == "Hộ nghèo")
    for exempt in [["copy": "rich"], ["other": "poor"]] {
      #expect(throws: DossierError.self) { try procedure.feeLines(exempt: exempt) { _ in 1 } }
    }
    for value in [Double.nan, .infinity, -1, 1e12] {
      #expect(throws: DossierError.self) { try procedure.feeLines { _ in value } }
    }
  }

  @Test func `components are called for by the answers and may be replaced`() throws {
    let procedure = try ProcedureFixture.procedure()
    let evaluate: (String) throws -> Bool = { $0 != "false()" }
    #expect(try procedure.requiredComponents(evaluate: evaluate).map(\.id) == ["a", "c"])
    #expect(
      try procedure.missingComponents(given: ["b"], evaluate: evaluate).map(\.id) == ["c"])
    #expect(try procedure.missingComponents(given: ["a", "c"], evaluate: evaluate).isEmpty)
    #expect(procedure.component("c")?.presentOnly == true && procedure.component("z") == nil)
  }
}
