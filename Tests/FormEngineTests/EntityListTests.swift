import FormEngine
import Foundation
import Testing

/// Lists of entities given to a session, held against the same list as a file where JavaRosa has
/// answered (`entities-update`).
@Suite struct EntityListTests {
  /// The list of `people.csv`.
  private static let people = FormEntityList([
    .init(
      id: "p1", label: "Lò Thị Mai", version: 3,
      properties: ["full_name": "Lò Thị Mai", "born": "1990"]),
    .init(
      id: "p2", label: "Vừ A Dính", version: 1,
      properties: ["full_name": "Vừ A Dính", "born": "1985"]),
  ])

  private func definition(_ name: String) throws -> FormDefinition {
    try FormDefinition(
      xml: Data(contentsOf: FillingTests.folder.appendingPathComponent("\(name).xml")))
  }

  private func session(_ name: String, _ list: FormEntityList? = people) throws -> FormSession {
    try FormSession(
      definition(name), environment: TestSupport.environment(),
      lists: list.map { ["people": $0] } ?? [:])
  }

  @Test func `a list the form writes to needs no file and is empty unless it is given`() throws {
    #expect(try definition("entities-upsert").readEntityLists == ["people"])
    let without = try session("entities-upsert", nil)
    #expect(try without.evaluate("count(instance('people')/root/item)").text == "0")
    let with = try session("entities-upsert")
    #expect(try with.evaluate("count(instance('people')/root/item)").text == "2")
    #expect(
      try with.evaluate("string(instance('people')/root/item[name = 'p1']/__version)").text == "3")
  }

  @Test func `a list nobody knows is still an error, one the caller names is not`() throws {
    let xml = try String(
      contentsOf: FillingTests.folder.appendingPathComponent("entities-upsert.xml"),
      encoding: .utf8
    ).replacing("file-csv/people.csv", with: "file-csv/strangers.csv")
    #expect(throws: FormError.self) { try FormDefinition(xml: Data(xml.utf8)) }
    var resources = FormResources.none
    resources.entityLists = ["strangers"]
    let read = try FormDefinition(xml: Data(xml.utf8), resources: resources)
    #expect(read.readEntityLists == ["strangers"])
  }

  @Test func `nobody is shown a whole register, but may choose of it`() throws {
    let form = try session("entities-upsert")
    var question = try #require(form.view().questions.first { $0.path == "id" })
    #expect(question.entityList == "people")
    #expect(question.choices == [])
    #expect(form.offers(at: "id") == ["p1", "p2"])
    try form.set("p2", at: "id")
    question = try #require(form.view().questions.first { $0.path == "id" })
    #expect(question.choices.map(\.label.text) == ["Vừ A Dính"])
    #expect(question.problem == nil)
  }

  @Test func `an answer stays right when its entity is gone`() throws {
    let form = try session("entities-upsert", .empty)
    try form.set("p9", at: "id")
    #expect(form.validate() == [])
    #expect(form.value(at: "id") == "p9")
  }

  @Test func `an entity says which answers it is made of`() throws {
    let form = try session("entities-upsert")
    try form.set("p1", at: "id")
    try form.set("Lò Thị May", at: "name")
    let entity = try #require(form.entities().first)
    #expect(entity.action == .update && entity.id == "p1" && entity.baseVersion == "3")
    #expect(entity.sources == ["full_name": "name"])
    #expect(entity.labelSource == "name")
    #expect(entity.properties == ["full_name": "Lò Thị May"])
    #expect(entity.place == "")
  }
}

extension FormView {
  fileprivate var questions: [FormQuestion] {
    items.compactMap { if case .question(let question) = $0 { question } else { nil } }
  }
}
