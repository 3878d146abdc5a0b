import Dossiers
import Foundation
import Testing

/// Questions as people ask them at the counter, each with the procedure it is about.
struct SearchQuestions: Decodable {
  struct Question: Decodable {
    let text: String
    let code: String

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      text = try pair.decode(String.self)
      code = try pair.decode(String.self)
    }
  }

  /// Names of the procedures asked for, as the national catalogue has them.
  let names: [String: String]
  let questions: [Question]

  static func read() throws -> SearchQuestions {
    let file = Repository.root.appendingPathComponent("Tests/DossiersTests/questions.json")
    return try JSONFile.read(SearchQuestions.self, at: file)
  }

  /// The shipped procedures; one that this pack does not have stands in by its name alone.
  func catalogue(on day: CivilDate) throws -> ProcedureCatalogue {
    let shipped = try CatalogueTests.shipped()
    let known = Set(shipped.inForce(on: day).map(\.procedure.code))
    let others = try names.filter { !known.contains($0.key) }.map { code, name in
      ProcedureCatalogue.Entry(
        procedure: try ProcedureFixture.procedure(replacing: [
          "code": code, "name": ["vi": name, "en": code], "keywords": [String](),
        ]), folder: URL(fileURLWithPath: "/\(code)"))
    }
    return try ProcedureCatalogue(entries: shipped.entries + others, words: shipped.words)
  }
}

@Suite struct SearchTests {
  @Test func `what people ask finds what they need`() throws {
    let set = try SearchQuestions.read()
    let day = try date("2026-11-21")
    let catalogue = try set.catalogue(on: day)
    #expect(set.questions.count >= 60)
    var first = 0
    for question in set.questions {
      let codes = catalogue.search(question.text, on: day).map(\.code)
      if codes.first == question.code {
        first += 1
      } else {
        print(
          "rank \(codes.firstIndex(of: question.code) ?? -1): \(question.text): \(codes.prefix(4))")
      }
      #expect(
        codes.prefix(3).contains(question.code),
        "“\(question.text)” finds \(codes.prefix(3)), not \(question.code)")
    }
    let share = Double(first) / Double(set.questions.count)
    #expect(share >= 0.95, "\(first) of \(set.questions.count) first")
  }
}
