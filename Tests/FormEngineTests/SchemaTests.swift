import FormEngine
import Foundation
import Testing

@Suite struct SchemaTests {
  @Test func `the schema describes the answers`() throws {
    let definition = try FormDefinition(xml: TestSupport.resource("forms/repeats.xml"))
    let read = try JSONSerialization.jsonObject(with: Data(definition.jsonSchema.utf8))
    let schema = try #require(read as? [String: Any])
    let properties = try #require(schema["properties"] as? [String: [String: Any]])
    #expect(schema["additionalProperties"] as? Bool == false)
    #expect(properties["kind"]?["type"] as? String == "string")
    #expect(properties["total"]?["pattern"] as? String == "^(-?[0-9]+)?$")
    let rows = try #require(properties["paper"]?["items"] as? [String: Any])
    let inner = try #require(rows["properties"] as? [String: Any])
    #expect(
      Set(inner.keys) == [
        "_row", "name", "pages", "copies", "sum", "place", "before", "running",
      ])
  }

  @Test func `fields are listed with their shape`() throws {
    let definition = try FormDefinition(xml: TestSupport.resource("forms/repeats.xml"))
    let fields = Dictionary(uniqueKeysWithValues: definition.fields.map { ($0.path, $0) })
    #expect(fields["paper"]?.shape == .rows)
    #expect(fields["paper/pages"]?.shape == .value(.int))
    #expect(fields["kind"]?.shape == .value(.select1))
    #expect(fields["total"]?.isCalculated == true && fields["total"]?.isAsked == false)
    #expect(fields["house/person/age"]?.isAsked == true)
  }
}
