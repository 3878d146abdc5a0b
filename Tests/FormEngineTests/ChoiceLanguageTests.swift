import FormEngine
import Foundation
import Testing

struct ChoiceLanguageTests {
  private func session(_ language: String?) throws -> FormSession {
    let csv = "code,name_vi,name_en\n01,Kinh,Kinh\n08,Mường,Muong\n99,Khác,\n"
    return try TestSupport.session(
      TestSupport.form(
        instance: "<dt/><ten/>",
        model: """
          <itext><translation lang="Tiếng Việt (vi)" default="true()"><text id="l"><value>Dân tộc</value>
          </text></translation><translation lang="English (en)"><text id="l"><value>Ethnic group</value>
          </text></translation></itext>
          <instance id="ethnic" src="jr://file-csv/ethnic.csv"/>
          <bind nodeset="/data/dt" type="string"/>
          <bind nodeset="/data/ten" type="string" calculate="jr:choice-name(/data/dt, '/data/dt')"/>
          """,
        body: """
          <select1 ref="/data/dt"><label ref="jr:itext('l')"/>
          <itemset nodeset="instance('ethnic')/root/item"><value ref="code"/><label ref="name_vi"/>
          </itemset></select1>
          """),
      resources: FormResources { _ in Data(csv.utf8) }, language: language)
  }

  private func labels(_ session: FormSession) -> [String] {
    guard case .question(let question) = session.view().items.first else { return [] }
    return question.choices.map(\.label.text)
  }

  @Test func `a list with a column for each language is shown in the session's`() throws {
    #expect(labels(try session("vi")) == ["Kinh", "Mường", "Khác"])
    #expect(labels(try session("en")) == ["Kinh", "Muong", "Khác"])
    #expect(labels(try session(nil)) == ["Kinh", "Mường", "Khác"])
  }

  @Test func `a stored value does not depend on the language it was filled in`() throws {
    let english = try session("en")
    try english.set("08", at: "dt")
    #expect(english.display(at: "dt") == "Muong")
    #expect(english.answers()["ten"] == "Mường")
  }
}
