import Dossiers
import Foundation

/// A small made-up procedure of which single entries can be replaced.
enum ProcedureFixture {
  static func json(replacing changes: [String: Any?] = [:]) throws -> Data {
    let text = """
      {"code": "9.000001", "version": "2026.1", "name": {"vi": "Xác nhận thử", "en": "Test note"},
       "sector": {"code": "T", "vi": "Thử", "en": "Test"}, "keywords": ["giấy thử nghiệm"],
       "level": {"new": "full", "old": 4}, "decidedBy": "commune",
       "routing": {"system": "provincial", "name": {"vi": "Tỉnh", "en": "Province"}},
       "effectiveFrom": "2026-01-01", "effectiveTo": null, "legalBasis": [],
       "term": {"value": 3, "unit": "workingDay", "rule": "R1", "cutOff": "15:00",
                "cutOffBelongsTo": "before", "extension": null, "text": {"vi": "3 ngày", "en": "3"}},
       "receipt": "always",
       "fees": [{"id": "copy", "name": {"vi": "Bản sao", "en": "Copies"}, "amount": "/data/n * 8000",
                 "exemptions": [{"id": "poor", "name": {"vi": "Hộ nghèo", "en": "Poor household"},
                                 "proof": {"vi": "Sổ", "en": "Book"}}], "mark": "S"}],
       "components": [
         {"id": "a", "name": {"vi": "Giấy A", "en": "Paper A"}, "original": 1, "copy": 0,
          "presentOnly": false, "requiredIf": "true()", "alternatives": ["b"], "fileTypes": ["pdf"]},
         {"id": "b", "name": {"vi": "Giấy B", "en": "Paper B"}, "original": 1, "copy": 0,
          "presentOnly": false, "requiredIf": "false()", "alternatives": [], "fileTypes": ["pdf"]},
         {"id": "c", "name": {"vi": "Giấy C", "en": "Paper C"}, "original": 0, "copy": 1,
          "presentOnly": true, "requiredIf": "/data/n > 1", "alternatives": [], "fileTypes": []}],
       "documents": ["receipt"], "declaration": null, "whileYouWait": false, "titlePath": "n",
       "applicant": {"name": "nyc/hoTen", "id": "nyc/soDinhDanh"},
       "prefill": [{"from": "cccd.name", "to": "nyc/hoTen"}], "sources": []}
      """
    var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    for (key, value) in changes { object[key] = value ?? NSNull() }
    return try JSONSerialization.data(withJSONObject: object)
  }

  static func procedure(replacing changes: [String: Any?] = [:]) throws -> Procedure {
    try JSONFile.decode(Procedure.self, from: json(replacing: changes), named: "procedure.json")
  }

  static func catalogue(_ procedures: [Procedure]) throws -> ProcedureCatalogue {
    try ProcedureCatalogue(
      entries: procedures.map {
        ProcedureCatalogue.Entry(procedure: $0, folder: URL(fileURLWithPath: "/\($0.code)"))
      })
  }
}
