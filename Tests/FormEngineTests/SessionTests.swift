import FormEngine
import Foundation
import Testing

@Suite struct SessionTests {
  static let papers = TestSupport.form(
    instance: """
      <kind/><giayTo jr:template=""><ten/><soTrang/><tong/></giayTo><giayTo><ten/><soTrang/><tong/></giayTo>
      <tong/><ghiChu>mặc định</ghiChu><nhom><a/><b/></nhom><meta><instanceID/></meta>
      """,
    model: """
      <itext>
        <translation lang="Tiếng Việt (vi)" default="true()">
          <text id="kind"><value>Loại</value><value form="guidance">Xem hướng dẫn</value>
            <value form="image">jr://images/loai.png</value></text>
          <text id="need"><value>Nhập mục này.</value></text>
          <text id="a-label"><value>A của <output value="/data/kind"/></value></text>
        </translation>
        <translation lang="English (en)"><text id="kind"><value>Kind</value></text></translation>
      </itext>
      <bind nodeset="/data/kind" type="string" required="true()" jr:requiredMsg="jr:itext('need')"/>
      <bind nodeset="/data/giayTo/ten" type="string" required="true()"/>
      <bind nodeset="/data/giayTo/soTrang" type="int" constraint=". &gt; 0" jr:constraintMsg="Phải lớn hơn 0."/>
      <bind nodeset="/data/giayTo/tong" type="int" calculate="../soTrang * 2"/>
      <bind nodeset="/data/tong" type="int" calculate="sum(/data/giayTo/tong)"/>
      <bind nodeset="/data/nhom" relevant="/data/kind = 'x'"/>
      <bind nodeset="/data/nhom/b" type="string" relevant="/data/nhom/a != ''"/>
      <bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/>
      """,
    body: """
      <select1 ref="/data/kind"><label ref="jr:itext('kind')"/><item><label>X</label><value>x</value></item>
        <item><label>Y</label><value>y</value></item></select1>
      <group ref="/data/giayTo"><label>Giấy tờ</label><repeat nodeset="/data/giayTo">
        <input ref="/data/giayTo/ten"><label>Tên</label></input>
        <input ref="/data/giayTo/soTrang"><label>Số trang</label><hint>Một bản</hint></input></repeat></group>
      <input ref="/data/ghiChu"><label>Ghi chú</label></input>
      <group ref="/data/nhom" appearance="field-list w1"><label>Nhóm</label>
        <input ref="/data/nhom/a"><label ref="jr:itext('a-label')"/></input>
        <input ref="/data/nhom/b"><label>B</label></input></group>
      """)

  @Test func `what is hidden is kept while typing and dropped when submitted`() throws {
    let session = try TestSupport.session(Self.papers)
    try session.set("x", at: "kind")
    try session.set("giữ", at: "nhom/a")
    try session.set("y", at: "kind")
    #expect(session.answers()["nhom/a"] == "giữ")
    #expect(session.submission()["nhom/a"] == nil)
    #expect(!session.isRelevant("nhom/a"))
    try session.set("x", at: "kind")
    #expect(session.submission()["nhom/a"] == "giữ")
    #expect(session.relevantPaths().contains("nhom/b"))
  }

  @Test func `rows are added, moved and removed with their ids`() throws {
    let session = try TestSupport.session(Self.papers)
    try session.load(
      FormAnswers(
        json: Data(#"{"giayTo":[{"_row":"r1","ten":"Một"},{"ten":"Hai","soTrang":3}]}"#.utf8)))
    #expect(try session.addRow(to: "giayTo", id: "r3") == "giayTo[3]")
    try session.set("Ba", at: "giayTo[3]/ten")
    try session.set("4", at: "giayTo[3]/soTrang")
    #expect(session.value(at: "tong") == "14")
    try session.moveRow(at: "giayTo[3]", to: 1)
    let rows = try #require(session.answers().rows("giayTo"))
    #expect(rows.map(\.id) == ["r3", "r1", nil])
    #expect(rows.map { $0.answers["ten"] } == ["Ba", "Một", "Hai"])
    try session.removeRow(at: "giayTo[1]")
    #expect(session.value(at: "tong") == "6")
    #expect(session.value(at: "giayTo[3]/ten") == nil)
    #expect(throws: FormError.self) { try session.removeRow(at: "giayTo[9]") }
    #expect(throws: FormError.self) { try session.addRow(to: "nhom") }
  }

  @Test func `messages come in the form's words and in document order`() throws {
    let session = try TestSupport.session(Self.papers)
    try session.set("0", at: "giayTo[1]/soTrang")
    let problems = session.validate()
    #expect(problems.map(\.path) == ["kind", "giayTo[1]/ten", "giayTo[1]/soTrang"])
    #expect(problems.map(\.kind) == [.required, .required, .constraint])
    #expect(problems[0].message == "Nhập mục này.")
    #expect(problems[2].message == "Phải lớn hơn 0.")
    try session.set("abc", at: "giayTo[1]/soTrang")
    #expect(session.validate().last?.kind == .type)
    #expect(session.value(at: "tong") == "0")
    try session.set("zzz", at: "kind")
    #expect(
      session.validate().first
        == FormProblem(
          path: "kind", kind: .type, message: FormMessages.english.choice))
  }

  @Test func `the view shows the form in the language asked for`() throws {
    let session = try TestSupport.session(Self.papers, language: "en")
    #expect(session.language == "English (en)")
    guard case .question(let kind) = session.view().items[0] else { throw FormError(.type, "") }
    #expect(kind.label.text == "Kind")
    #expect(kind.isRequired && kind.type == .select1 && kind.choices.map(\.value) == ["x", "y"])
    session.language = "vi"
    try session.set("x", at: "kind")
    guard case .question(let loai) = session.view().items[0],
      case .rows(let rows) = session.view().items[1],
      case .group(let group) = session.view().items[3],
      case .question(let first) = group.items[0]
    else { throw FormError(.type, "") }
    #expect(loai.label.text == "Loại")
    #expect(loai.label.guidance == "Xem hướng dẫn")
    #expect(loai.label.media == ["image": "loai.png"])
    #expect(loai.choices[0].isSelected && !loai.choices[1].isSelected)
    #expect(rows.path == "giayTo" && rows.label.text == "Giấy tờ" && rows.canAddAndRemove)
    #expect(rows.rows.map(\.path) == ["giayTo[1]"])
    #expect(group.appearance == ["field-list", "w1"] && group.isRelevant)
    #expect(first.label.text == "A của x")
    #expect(session.display(at: "kind") == "X")
  }

  @Test func `only what depends on a change is evaluated`() throws {
    let session = try TestSupport.session(Self.papers)
    let before = session.evaluationCount
    try session.set("nháp", at: "ghiChu")
    #expect(session.evaluationCount == before)
    try session.set("7", at: "giayTo[1]/soTrang")
    #expect(session.evaluationCount == before + 2)
    try session.set("7", at: "giayTo[1]/soTrang")
    #expect(session.evaluationCount == before + 2)
    try session.addRow(to: "giayTo")
    let third = session.evaluationCount
    try session.set("1", at: "giayTo[2]/soTrang")
    #expect(session.evaluationCount == third + 2)
  }

  @Test func `an emptied default stays empty after saving`() throws {
    let session = try TestSupport.session(Self.papers)
    #expect(session.value(at: "ghiChu") == "mặc định")
    try session.set("", at: "ghiChu")
    try session.removeRow(at: "giayTo[1]")
    let again = try TestSupport.session(Self.papers)
    try again.load(FormAnswers(json: Data(session.answers().json.utf8)))
    #expect(again.value(at: "ghiChu") == "")
    #expect(again.answers().rows("giayTo")?.isEmpty == true)
    #expect(again.submission()["ghiChu"] == nil)
  }

  @Test func `what has no place in the form is reported`() throws {
    let session = try TestSupport.session(Self.papers)
    let problems = try session.load(
      FormAnswers(
        json: Data(
          #"{"kind":"x","la":"?","nhom/zz":"1","giayTo":[{"ten":"a","xyz":"1"}],"nhom":"1","ghiChu":[]}"#
            .utf8)))
    #expect(problems.map(\.path) == ["ghiChu", "giayTo[1]/xyz", "la", "nhom", "nhom/zz"])
    #expect(problems.map(\.kind) == [.type, .unknown, .unknown, .type, .unknown])
    #expect(session.validate().count == 5)
    #expect(!session.fill().valid)
  }

  @Test func `changes leave the rest alone and fail as a whole`() throws {
    let session = try TestSupport.session(Self.papers)
    let start = #"{"kind":"x","giayTo":[{"_row":"a","ten":"1"},{"_row":"b","ten":"2"}]}"#
    try session.load(FormAnswers(json: Data(start.utf8)))
    let changes =
      #"{"kind":null,"giayTo":[{"_row":"b","soTrang":5},{"_row":"a","_deleted":true},{"ten":"3"}]}"#
    try session.apply(FormAnswers(json: Data(changes.utf8)))
    let rows = try #require(session.answers().rows("giayTo"))
    #expect(session.value(at: "kind") == "")
    #expect(rows.map { $0.answers["ten"] } == ["2", "3"])
    #expect(rows[0].answers["soTrang"] == "5" && rows[0].id == "b")
    let before = session.answers()
    #expect(throws: FormError.self) {
      try session.apply(FormAnswers(json: Data(#"{"kind":"y","nope":"1"}"#.utf8)))
    }
    #expect(session.answers() == before)
  }

  @Test func `the submission is an XForms instance`() throws {
    let session = try TestSupport.session(Self.papers)
    try session.set("a < b & \"c\"", at: "ghiChu")
    let xml = session.submissionXML()
    #expect(xml.contains("<ghiChu>a &lt; b &amp; &quot;c&quot;</ghiChu>"))
    #expect(xml.contains("<data id=\"thu\" version=\"1\">"))
    #expect(xml.contains("<meta><instanceID>uuid:"))
    #expect(!xml.contains("<nhom>"))
    #expect(
      xml
        == (try { () throws -> String in
          let again = try TestSupport.session(Self.papers)
          try again.set("a < b & \"c\"", at: "ghiChu")
          return again.submissionXML()
        }()))
  }
}
