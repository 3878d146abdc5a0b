import FormEngine
import Foundation
import Testing

/// Files that labels name.
@Suite struct FormMediaTests {
  private func definition(_ texts: String, adding: [FormTranslation] = []) throws -> FormDefinition
  {
    try FormDefinition(
      xml: Data(
        TestSupport.form(
          instance: "<a>7</a>", model: "<itext>\(texts)</itext><bind nodeset=\"/data/a\"/>",
          body: "<input ref=\"/data/a\"><label ref=\"jr:itext('l')\"/></input>"
        ).utf8), translations: adding)
  }

  private static let two = """
    <translation lang="vi" default="true()"><text id="l"><value>Nhãn</value>
    <value form="image">jr://images/a.png</value><value form="audio"> jr://audio/a.mp3 </value>
    <value form="big-image">-</value></text></translation>
    <translation lang="en"><text id="l"><value>Label</value>
    <value form="image">jr://images/en/a-en.png</value><value form="video">-</value></text>
    </translation>
    """

  @Test func `a form says which files its labels name, by language and kind`() throws {
    let found = try definition(Self.two).media.map { "\($0.language) \($0.kind) \($0.name ?? "")" }
    #expect(found == ["vi image a.png", "vi audio a.mp3", "en image a-en.png"])
  }

  @Test func `what a language lacks of a label is that of the first language`() throws {
    let session = try FormSession(
      try definition(Self.two), environment: FormEnvironment(now: 0, language: "en"))
    guard case .question(let question) = session.view().items.first else {
      Issue.record("no question")
      return
    }
    #expect(question.label.text == "Label")
    #expect(question.label.media["image"] == "a-en.png")
    #expect(question.label.media["audio"] == "a.mp3")
  }

  @Test func `a language from outside may name files of its own`() throws {
    let added = FormTranslation(language: "hmn", texts: ["l#audio": "jr://audio/hmn.mp3"])
    let media = try definition(Self.two, adding: [added]).media
    #expect(media.contains { $0.language == "hmn" && $0.name == "hmn.mp3" && $0.kind == .audio })
  }

  @Test func `a name with values in it matches what the form can make of it`() throws {
    let media = try definition(
      """
      <translation lang="vi"><text id="l"><value>Nhãn</value>
      <value form="image">jr://images/so-<output value="/data/a"/>-<output value="/data/a"/>.png</value>
      </text></translation>
      """
    ).media
    let name = try #require(media.first)
    #expect(media.count == 1 && name.name == nil)
    for known in ["so-7-7.png", "so--.png", "so-1-2-3.png"] { #expect(name.matches(known)) }
    for other in ["so-7.png", "xso-7-7.png", "so-7-7.png.exe", "a.png", ""] {
      #expect(!name.matches(other), "\(other)")
    }
  }
}
