import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync
import Testing

/// The hub reads dossiers by the catalogues it published itself.
struct CatalogueTests {
  private static let code = "2.000635"
  private static let password = "mật khẩu thử 2026"
  private static var shipped: URL { TestSite.root.appending(path: "Forms") }

  /// The files of one version of the shipped extract, under another version and with other words.
  private static func files(
    _ version: String, name: String, paper: String, label: String,
    pack: String? = nil, hotline: String? = nil
  ) throws -> [String: Data] {
    let folder = shipped.appending(path: "\(code)/2026.1")
    var procedure = try String(
      contentsOf: folder.appending(path: "procedure.json"), encoding: .utf8)
    procedure.replace("\"version\": \"2026.1\"", with: "\"version\": \"\(version)\"")
    let day = version.last.map { "2026-11-0\($0)" } ?? ""
    procedure.replace(/"effectiveFrom": "[0-9-]*"/, with: "\"effectiveFrom\": \"\(day)\"")
    procedure.replace("Cấp bản sao trích lục hộ tịch", with: name)
    procedure.replace(
      "Văn bản uỷ quyền được chứng thực (vợ, chồng, cha, mẹ, con, anh, chị, em không cần)",
      with: paper)
    var form = try String(contentsOf: folder.appending(path: "form.xml"), encoding: .utf8)
    #expect(form.contains(">Số lượng bản sao đề nghị cấp<"))
    form.replace("Số lượng bản sao đề nghị cấp", with: label)
    var files = [
      "\(code)/\(version)/procedure.json": Data(procedure.utf8),
      "\(code)/\(version)/form.xml": Data(form.utf8),
    ]
    if let pack { files["\(code)/\(version)/languages/hmn.csv"] = Data(pack.utf8) }
    if let hotline {
      files["province.json"] = Data(
        """
        {"version": "1", "province": {"vi": "Thử"}, "changes": [{"effectiveFrom": "2026-01-01",
         "basis": "Thử", "units": {"*": {"hotline": "\(hotline)"}}}]}
        """.utf8)
    }
    return files
  }

  private static func received(_ number: Int, version: String) -> [String: JSONValue] {
    var body = Samples.received(code: "H99.88-261121-\(number)", unit: "H99.88")
    body["procedure"] = .string(code)
    body["version"] = .string(version)
    body["answers"] = ["nyc/hoTen": "Lò Thị Thử", "ketQua/soLuong": "2"]
    body["components"] = [["id": "vanBanUyQuyen", "original": 1]]
    return body
  }

  private func cookie(_ test: TestHub, _ site: TestSite) async throws -> [String: String] {
    _ = try await test.hub.addOfficer(
      name: "lan.thu", fullName: "Trần Thị Lan Thử", role: .headOfUnit, password: Self.password,
      actor: "local:0")
    let answer = await site.post(
      "/desk/sign-in", ["name": "lan.thu", "password": Self.password])
    return ["cookie": String(try #require(answer.header("Set-Cookie")).prefix { $0 != ";" })]
  }

  @Test func `a dossier is shown in the words of its version, as soon as that is published`()
    async throws
  {
    let test = try TestHub()
    let site = try TestSite(test)
    let device = try await test.device(1)
    let first = try device.write("dossier.received", Self.received(1, version: "2026.5"))
    let second = try device.write("dossier.received", Self.received(2, version: "2026.6"))
    try await test.exchange(device)
    let cookie = try await cookie(test, site)
    func page(_ id: SubjectID, language: String = "vi") async -> String {
      await site.get("/desk/dossiers/\(id)?lang=\(language)", headers: cookie).text
    }
    let before = await page(first.id)
    #expect(before.contains("ketQua/soLuong") && before.contains("Cấp bản sao trích lục hộ tịch"))

    _ = try await test.hub.publishCatalogue(
      Self.files(
        "2026.5", name: "Trích lục kiểu năm", paper: "Giấy uỷ quyền năm", label: "Bản năm"),
      note: "")
    let published = await page(first.id)
    #expect(published.contains("Trích lục kiểu năm") && published.contains("Giấy uỷ quyền năm"))
    #expect(published.contains("Bản năm") && !published.contains("ketQua/soLuong"))
    #expect(await site.get("/desk/dossiers", headers: cookie).text.contains("Trích lục kiểu năm"))

    // The next catalogue no longer holds 2026.5; the dossier received under it keeps its words.
    _ = try await test.hub.publishCatalogue(
      Self.files(
        "2026.6", name: "Trích lục kiểu sáu", paper: "Giấy uỷ quyền sáu", label: "Bản sáu",
        pack: """
          key,vi,en,translation
          pack:name,,,Hmoob
          pack:translator,,,Sở Tư pháp
          procedure:name,Trích lục kiểu sáu,,Daim ntawv
          """,
        hotline: "1022 111"), note: "")
    #expect(await page(first.id).contains("Bản năm"))
    let later = await page(second.id)
    #expect(later.contains("Trích lục kiểu sáu") && later.contains("Bản sáu"))
    #expect(!later.contains("kiểu năm") && !later.contains("Bản năm"))
    let translated = await page(second.id, language: "hmn")
    #expect(translated.contains("Daim ntawv") && translated.contains("lang=\"hmn\""))
    #expect(later.contains(">Hmoob</a>"))
    let tracked = await site.post("/t", ["code": "H99.88-261121-2", "lookup": "7K3MPA"])
    #expect(tracked.text.contains("Trích lục kiểu sáu") && tracked.text.contains("1022 111"))
  }

  @Test func `what the hub laid out is its own, made once and made again when it is gone`()
    async throws
  {
    let test = try TestHub()
    #expect(try await test.hub.catalogueTrees().isEmpty)
    let five = try Self.files("2026.5", name: "Năm", paper: "Giấy", label: "Bản")
    let six = try Self.files("2026.6", name: "Sáu", paper: "Giấy", label: "Bản")
    _ = try await test.hub.publishCatalogue(five, note: "")
    _ = try await test.hub.publishCatalogue(six, note: "")
    let trees = try await test.hub.catalogueTrees()
    #expect(trees.map(\.version) == [2, 1])
    for (tree, files) in zip(trees, [six, five]) {
      for (path, bytes) in files {
        #expect(try Data(contentsOf: tree.folder.appending(path: path)) == bytes)
      }
    }
    #expect(try await test.hub.check().findings.isEmpty)
    try FileManager.default.removeItem(at: trees[1].folder)
    #expect(try await test.hub.catalogueTrees(known: trees) == trees)
    #expect(try await test.hub.catalogueTrees() == trees)
    #expect(FileManager.default.fileExists(atPath: trees[1].folder.path))
  }

  @Test func `a published version cannot be published with another content`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "pub-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    func lay(_ files: [String: Data], as name: String) throws -> URL {
      for (path, bytes) in files {
        let file = root.appending(path: "\(name)/\(path)")
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
      }
      return root.appending(path: name)
    }
    func files(_ name: String) throws -> [String: Data] {
      try Self.files("2026.5", name: name, paper: "Giấy", label: "Bản")
    }
    let old = try lay(files("Năm"), as: "old")
    let new = try lay(files("Năm đổi"), as: "new")
    #expect(try CatalogueFiles.read(old, beside: Self.shipped, earlier: [old]).count == 3)
    let error = #expect(throws: DossierError.self) {
      try CatalogueFiles.read(new, beside: Self.shipped, earlier: [old])
    }
    #expect(error?.message.en.contains("2.000635 2026.5 without a new version") == true)
    // Pictures of labels are content too.
    let picture = "\(Self.code)/2026.5/media/a.png"
    let pictured = try lay(files("Năm").merging([picture: Data([1])]) { $1 }, as: "pictured")
    #expect(try CatalogueFiles.read(pictured, beside: Self.shipped, earlier: [pictured]).count == 4)
    let other = try lay(files("Năm").merging([picture: Data([2])]) { $1 }, as: "other")
    for changed in [old, other] {
      #expect(throws: DossierError.self) {
        try CatalogueFiles.read(changed, beside: Self.shipped, earlier: [pictured])
      }
    }
  }

  @Test func `a catalogue whose form names a picture that is not there is refused`() throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "pub-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    var files = try Self.files("2026.5", name: "Năm", paper: "Giấy", label: "Bản")
    let path = "\(Self.code)/2026.5/form.xml"
    let form = String(decoding: try #require(files[path]), as: UTF8.self)
    let value = "<value form=\"image\">jr://images/thieu.png</value></text>"
    files[path] = Data(form.replacing("</text>", with: value, maxReplacements: 1).utf8)
    for (path, bytes) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try bytes.write(to: file)
    }
    let error = #expect(throws: DossierError.self) {
      try CatalogueFiles.read(root, beside: Self.shipped)
    }
    #expect(error?.message.en.contains("media/thieu.png") == true)
  }

  @Test func `a change at the hub restates what the form computes of a resident`() async throws {
    let test = try TestHub()
    var files = try Self.files("2026.5", name: "Năm", paper: "Giấy", label: "Bản")
    let path = "\(Self.code)/2026.5/form.xml"
    var form = String(decoding: try #require(files[path]), as: UTF8.self)
    form = form.replacing("<meta>", with: "<lanNay/><meta>", maxReplacements: 1).replacing(
      "<bind nodeset=\"/data/nyc/hoTen\"",
      with: """
        <bind nodeset="/data/lanNay" type="string" entities:saveto="lanNay" \
        calculate="concat('bản: ', /data/ketQua/soLuong)"/><bind nodeset="/data/nyc/hoTen"
        """, maxReplacements: 1)
    files[path] = Data(form.utf8)
    _ = try await test.hub.publishCatalogue(files, note: "")
    let device = try await test.device(1)
    var body = Self.received(1, version: "2026.5")
    let known = StatedEntity(
      list: "residents", id: "e1", action: .create, place: "", over: [], version: 1, label: "",
      labelPath: "nyc/hoTen", answers: ["hoTen": "nyc/hoTen"], computed: ["lanNay": "bản: 2"])
    body["answers"] = [
      "nyc/hoTen": "Lò Thị Thử", "ketQua/soLuong": "2", "nyc/cuDan": "e1",
    ]
    body["entities"] = ["over": [], "made": [known.json]]
    let dossier = try device.write("dossier.received", body)
    try await test.exchange(device)
    let procedures = await (try HubProcedures(hub: test.hub, shipped: Self.shipped)).now()
    func edit(_ path: String, _ value: JSONValue) async throws -> EntityClaim {
      try await test.hub.edit(
        dossier.id, [path: value], actor: "local:0", role: nil,
        restate: { try procedures.statement($0, of: $1, seed: $2) })
      let state = DossierFold.fold(try await test.hub.acceptedEntries(of: dossier.id))
      #expect(state.entityClaims.count == 1)
      return try #require(state.entityClaims.first)
    }
    // The answers name an entity the dossier itself created: it stays one and the same.
    let later = try await edit("ketQua/soLuong", "5")
    #expect(later.id == "e1" && later.version == 1 && later.label == "Lò Thị Thử")
    #expect(later.properties["lanNay"] == "bản: 5")
    #expect(later.properties["hoTen"] == "Lò Thị Thử")
    let renamed = try await edit("nyc/hoTen", "Lò Thị Thử Hai")
    #expect(renamed.entry == later.entry, "an answer by its path follows by itself")
    #expect(renamed.label == "Lò Thị Thử Hai")
    let site = try TestSite(test)
    let cookie = try await cookie(test, site)
    let page = await site.get("/desk/dossiers/\(dossier.id)", headers: cookie)
    #expect(page.text.contains("Lò Thị Thử Hai</") && !page.text.contains(">e1<"))
  }

  @Test func `a change that breaks the dossier's own form is refused by the field's name`()
    async throws
  {
    let test = try TestHub()
    let device = try await test.device(1)
    let dossier = try device.write("dossier.received", Self.received(1, version: "2026.1"))
    try await test.exchange(device)
    let procedures = await (try HubProcedures(hub: test.hub, shipped: Self.shipped)).now()
    func change(_ value: JSONValue, version: String) async throws {
      try await test.hub.edit(dossier.id, ["ketQua/soLuong": value], actor: "local:0", role: nil) {
        try procedures.check(
          $0, $1, code: Self.code, version: version, receivedAt: TestHub.start)
      }
    }
    // At most 50 copies (domain: soLuong int 1–50); the dossier's other gaps hinder nothing.
    let error = await #expect(throws: DossierError.self) {
      try await change("51", version: "2026.1")
    }
    #expect(error?.message.vi.hasPrefix("ketQua/soLuong: ") == true)
    try await change("50", version: "2026.1")
    #expect(try await test.hub.open(dossier.id).answers.contains { $0.value == "50" })
    try await change("51", version: "2019.9")
  }
}
