import FormEngine
import Foundation
import Testing

/// Constructs of XLSForm as screens and the rest of a program meet them. What they compute is in
/// ``FillingTests``; here is what is shown, exposed and said.
@Suite struct ConstructTests {
  /// A session of a form the oracle knows, or of one written here.
  private func session(
    _ name: String, language: String? = nil, properties: [String: String] = [:]
  ) throws -> FormSession {
    let folder = FillingTests.folder
    let definition = try FormDefinition(
      xml: Data(contentsOf: folder.appendingPathComponent("\(name).xml")),
      resources: .folder(folder))
    var environment = TestSupport.environment(language: language)
    environment.properties = properties
    return try FormSession(definition, environment: environment)
  }

  private func questions(_ items: [FormItem]) -> [FormQuestion] {
    items.flatMap { item -> [FormQuestion] in
      switch item {
      case .question(let question): [question]
      case .group(let group): questions(group.items)
      case .rows(let rows): rows.rows.flatMap { questions($0.items) }
      }
    }
  }

  private func question(_ path: String, _ session: FormSession) throws -> FormQuestion {
    try #require(questions(session.view().items).first { $0.path == path })
  }

  // MARK: Types

  @Test func `each type of question has its control and type`() throws {
    let text = try session("types-text")
    #expect(try question("t", text).type == .string)
    #expect(try question("b", text).type == .barcode)
    #expect(try question("n", text).control == .note)
    #expect(try question("k", text).control == .trigger)
    let numbers = try session("types-numbers")
    #expect(try question("i", numbers).type == .int)
    #expect(try question("d", numbers).type == .decimal)
    let dates = try session("types-dates")
    #expect(try question("d", dates).type == .date)
    #expect(try question("t", dates).type == .time)
    #expect(try question("dt", dates).type == .dateTime)
    let places = try session("types-places")
    #expect(try question("p", places).type == .geopoint)
    #expect(try question("t", places).type == .geotrace)
    #expect(try question("s", places).type == .geoshape)
    let media = try session("types-media")
    for path in ["photo", "sound", "film", "paper"] {
      #expect(try question(path, media).control == .upload, "\(path)")
    }
    #expect(try question("photo", media).parameters["mediatype"] == "image/*")
    #expect(try question("order", session("rank-forms")).control == .rank)
  }

  @Test func `a range takes what lies on its steps`() throws {
    let session = try session("types-range")
    let range = try question("r", session)
    #expect(range.control == .range)
    #expect(range.parameters["start"] == "1" && range.parameters["end"] == "10")
    for (value, isFine) in [("1", true), ("10", true), ("11", false), ("0", false), ("-3", false)] {
      try session.set(value, at: "r")
      #expect(session.validate().isEmpty == isFine, "\(value)")
    }
    try session.set("5", at: "r")
    try session.set("2.25", at: "half")
    #expect(session.validate().map(\.path) == ["half"])
  }

  @Test func `a ranking names every choice once`() throws {
    let session = try session("rank-forms")
    for (value, isFine) in [("b a c", true), ("a b", false), ("a a c", false), ("a b c d", false)] {
      try session.set(value, at: "order")
      #expect(session.validate().isEmpty == isFine, "\(value)")
    }
  }

  @Test func `metadata comes from the environment`() throws {
    let properties = [
      "username": "lan", "deviceid": "d1", "phonenumber": "0912", "email": "a@b.vn",
    ]
    let session = try session("types-metadata", properties: properties)
    #expect(session.value(at: "who") == "lan")
    #expect(session.value(at: "device") == "d1")
    #expect(session.value(at: "phone") == "0912")
    #expect(session.value(at: "mail") == "a@b.vn")
    #expect(try session.evaluate("property('username')") == .string("lan"))
  }

  @Test func `a place known to the caller is the start of a form`() throws {
    let xml = TestSupport.form(
      instance: "<p/>",
      model: """
        <bind nodeset="/data/p" type="geopoint"/>
        <odk:setgeopoint ref="/data/p" event="odk-instance-first-load"/>
        """)
    let definition = try FormDefinition(xml: Data(xml.utf8))
    var environment = TestSupport.environment()
    #expect(try FormSession(definition, environment: environment).value(at: "p") == "")
    environment.properties["geopoint"] = "20.83 105.34 250 5"
    #expect(
      try FormSession(definition, environment: environment).value(at: "p") == "20.83 105.34 250 5")
  }

  @Test func `start stays while end and today are of the session`() throws {
    let xml = TestSupport.form(
      instance: "<start/><end/><today/><a/>",
      model: """
        <bind nodeset="/data/start" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
        <bind nodeset="/data/end" type="dateTime" jr:preload="timestamp" jr:preloadParams="end"/>
        <bind nodeset="/data/today" type="date" jr:preload="date" jr:preloadParams="today"/>
        """, body: #"<input ref="/data/a"><label>a</label></input>"#)
    let definition = try FormDefinition(xml: Data(xml.utf8))
    let first = try FormSession(definition, environment: TestSupport.environment())
    #expect(first.value(at: "start") == "2026-11-21T10:00:00.000+07:00")
    #expect(first.value(at: "today") == "2026-11-21")
    var later = TestSupport.environment()
    later.now += 3_600_000
    let second = try FormSession(definition, environment: later)
    try second.load(first.answers())
    #expect(second.value(at: "start") == "2026-11-21T10:00:00.000+07:00")
    #expect(second.value(at: "end") == "2026-11-21T11:00:00.000+07:00")
  }

  // MARK: Texts

  @Test func `media stand beside labels in each language`() throws {
    let session = try session("languages-media", language: "vi")
    #expect(session.label(at: "a")?.media == ["image": "mot.png", "audio": "mot.mp3"])
    session.language = "en"
    #expect(session.label(at: "a")?.media["image"] == "one.png")
    #expect(session.label(at: "a")?.text == "One")
  }

  @Test func `guidance stands beside the hint`() throws {
    let session = try session("languages-guidance")
    try session.set("x", at: "b")
    #expect(try question("a", session).hint.text == "Short")
    #expect(try question("a", session).hint.guidance == "Long for x")
    #expect(try question("b", session).hint.guidance == "Only guidance")
  }

  @Test func `a missing text is shown in the default language, and the author is told`() throws {
    let session = try session("languages-three", language: "English (en)")
    #expect(session.label(at: "name")?.text == "Name")
    #expect(session.label(at: "done")?.text == "Xong")
    #expect(session.definition.warnings.count == 2)
    #expect(session.definition.warnings[0].contains("English (en) lacks the text /data/done:label"))
    session.language = "km"
    #expect(session.label(at: "place")?.text == "Nơi ở của ")
  }

  @Test func `appearances and parameters are passed on to the screen`() throws {
    let session = try session("types-partial-dates")
    #expect(try question("y", session).appearance == ["year"])
    #expect(try question("m", session).appearance == ["month-year"])
    #expect(try question("year", session).appearance == ["numbers"])
    let page = try self.session("groups-field-list").view().items
    guard case .group(let group) = page.first else {
      Issue.record("no group")
      return
    }
    #expect(group.appearance == ["field-list"])
  }

  @Test func `settings name the form and its submission`() throws {
    let session = try session("instance-name")
    #expect(session.definition.title == "Khai sinh")
    #expect(session.definition.id == "instance-name")
    #expect(session.definition.version == "2026112101")
    try session.set("An", at: "name")
    try session.set("2020-01-01", at: "born")
    #expect(session.instanceName == "An 2020-01-01")
    #expect(session.submissionXML().contains("version=\"2026112101\""))
    #expect(try self.session("types-text").instanceName == nil)
  }

  // MARK: Instances

  @Test func `what was saved last serves as a default where the caller gives it`() throws {
    let xml = try Data(contentsOf: FillingTests.folder.appendingPathComponent("last-saved.xml"))
    let saved = "<data><place>Huế</place><other>x</other></data>"
    let resources = FormResources { uri in
      uri == "jr://instance/last-saved" ? Data(saved.utf8) : nil
    }
    let session = try FormSession(
      FormDefinition(xml: xml, resources: resources), environment: TestSupport.environment())
    #expect(session.value(at: "place") == "Huế")
    #expect(session.value(at: "other") == "")
    let none = try FormSession(FormDefinition(xml: xml), environment: TestSupport.environment())
    #expect(none.value(at: "place") == "")
  }

  @Test func `a file of places that cannot be read is refused with its place`() throws {
    let xml = try Data(contentsOf: FillingTests.folder.appendingPathComponent("select-geojson.xml"))
    for (json, named) in [
      ("{", "FeatureCollection"), (#"{"type": "Feature"}"#, "FeatureCollection"),
      (
        #"{"type": "FeatureCollection", "features": [{"geometry": {"type": "MultiPoint"}}]}"#,
        "feature 1"
      ),
      (
        #"{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[1]}}]}"#,
        "feature 1"
      ),
    ] {
      let resources = FormResources { _ in Data(json.utf8) }
      let error = #expect(throws: FormError.self) {
        try FormDefinition(xml: xml, resources: resources)
      }
      #expect(error?.description.contains(named) == true, "\(json)")
    }
  }

  @Test func `a line crosses itself or does not`() throws {
    let session = try session("types-places")
    for (line, crosses) in [
      ("0 0;0 1;1 1;1 0", false), ("0 0;1 1;1 0;0 1", true), ("0 0;0 1;1 1;1 0;0 0", false),
      ("0 0;0 2;1 2;1 1;-1 1", true), ("0 0;0 2;0 1", false), ("0 0;0 2;1 1;0 1", true),
      ("0 0", false),
    ] {
      #expect(try session.evaluate("intersects('\(line)')") == .boolean(crosses), "\(line)")
    }
    try session.set("0 0 0 0;1 1 0 0;1 0 0 0;0 1 0 0", at: "t")
    #expect(try session.evaluate("intersects(/data/t)") == .boolean(true))
  }

  // MARK: Entities

  @Test func `a submission says which entity it creates`() throws {
    let session = try session("entities-create")
    #expect(session.definition.entityLists == ["people"])
    #expect(session.entities().isEmpty)
    try session.set("An", at: "name")
    try session.set("2000", at: "born")
    try session.set("x", at: "other")
    let entity = try #require(session.entities().first)
    #expect(entity.list == "people" && entity.action == .create && entity.label == "An 2000")
    #expect(entity.properties == ["full_name": "An", "born": "2000"])
    #expect(entity.id.count == 36 && entity.baseVersion == nil && entity.path == "")
    #expect(session.submissionXML().contains(#"create="1" dataset="people" id="\#(entity.id)""#))
    #expect(session.answers().entries.keys.sorted() == ["born", "name", "other"])
  }

  @Test func `a submission says which entity it updates`() throws {
    let session = try session("entities-update")
    try session.set("p1", at: "id")
    try session.set("Lò Thị Mây", at: "name")
    let entity = try #require(session.entities().first)
    #expect(entity.action == .update && entity.id == "p1" && entity.baseVersion == "3")
    #expect(entity.properties == ["full_name": "Lò Thị Mây"])
    try session.set("", at: "id")
    #expect(session.entities().isEmpty)
  }

  @Test func `every row may create an entity of its own`() throws {
    let session = try session("entities-repeat")
    try session.set("An", at: "person[1]/name")
    try session.addRow(to: "person")
    try session.set("Bi", at: "person[2]/name")
    try session.set("4", at: "person[2]/age")
    let entities = session.entities()
    #expect(entities.map(\.label) == ["An", "Bi"])
    #expect(entities.map(\.path) == ["person[1]", "person[2]"])
    #expect(
      entities.map(\.properties) == [
        ["full_name": "An", "age": ""], ["full_name": "Bi", "age": "4"],
      ])
    #expect(Set(entities.map(\.id)).count == 2)
  }

  @Test func `a form says what it wants written down of its filling`() throws {
    let form = { (bind: String) in
      try FormDefinition(
        xml: Data(
          TestSupport.form(
            instance: "<a/><meta><audit/><instanceID/></meta>",
            model: "<bind nodeset=\"/data/a\" type=\"string\"/>\(bind)",
            body: "<input ref=\"/data/a\"><label>a</label></input>"
          ).utf8)
      ).audit
    }
    #expect(try form("") == nil)
    #expect(
      try form("<bind nodeset=\"/data/meta/audit\" type=\"binary\"/>") == FormAudit(root: "data"))
    // As pyxform writes `track-changes=true identify-user=true location-priority=balanced …`.
    let all = try form(
      """
      <bind nodeset="/data/meta/audit" type="binary" odk:track-changes="true" \
      odk:identify-user="true" odk:location-max-age="120" odk:location-min-interval="60" \
      odk:location-priority="balanced"/>
      """)
    #expect(
      all
        == FormAudit(
          root: "data", tracksChanges: true, identifiesUser: true, wantsPlaces: true))
  }

  @Test func `a form says that it wants its filling recorded, as long as it is relevant`() throws {
    let xml = TestSupport.form(
      instance: "<r/><a/><meta><instanceID/></meta>",
      model: """
        <bind nodeset="/data/r" type="binary" relevant="/data/a != 'k'"/>
        <odk:recordaudio ref="/data/r" event="odk-instance-load" odk:quality="voice-only"/>
        """, body: "<input ref=\"/data/a\"><label>a</label></input>")
    let definition = try FormDefinition(xml: Data(xml.utf8))
    #expect(definition.recordings == ["r"] && definition.warnings == [])
    let session = try FormSession(definition, environment: FormEnvironment(now: 0))
    #expect(session.view().recordings == ["r"])
    try session.set("part.webm", at: "r")
    #expect(session.submissionXML().contains("<r>part.webm</r>"))
    try session.set("k", at: "a")
    #expect(session.view().recordings == [])
  }

  // MARK: What is passed over

  @Test func `an author is told what the engine passes over`() throws {
    let xml = TestSupport.form(
      instance: "<a/><p/><r/><meta><audit/><instanceID/></meta>",
      model: """
        <bind nodeset="/data/a" type="string" jr:preload="patient"/>
        <bind nodeset="/data/meta/audit" type="binary"/>
        <odk:setgeopoint ref="/data/p" event="odk-instance-first-load"/>
        <submission base64RsaPublicKey="AAAA"/>
        """,
      body: """
        <input ref="/data/a" query="instance('x')/root/item"><label>a</label></input>
        <range ref="/data/p"><label>p</label>
        <odk:recordaudio ref="/data/r" event="odk-instance-load"/></range>
        """)
    let warnings = try FormDefinition(xml: Data(xml.utf8)).warnings
    for named in [
      "/data/a is not filled in", "is located only", "not recorded", "encrypted",
      "choices of a query", "without start and end",
    ] {
      #expect(warnings.contains { $0.contains(named) }, "\(named)")
    }
    #expect(warnings.count == 6)
  }
}
