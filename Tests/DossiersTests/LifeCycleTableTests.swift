import Dossiers
import Foundation
import Testing

/// The table that ships, against one written by hand (`life-cycle.tsv`): every state, every change,
/// every role, every authority that decides.
struct LifeCycleTableTests {
  struct Row {
    let kind: String
    let required: [TransitionDatum]
    let roles: Set<OfficerRole>
    let elsewhere: String
  }

  static func here(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: name)
  }

  static let file = here("../../Forms/life-cycle.json")

  /// By "from→to".
  static func expected() throws -> [String: Row] {
    let letters: [Character: OfficerRole] = [
      "R": .receptionOfficer, "S": .specialist, "L": .signingLeader, "H": .headOfUnit,
    ]
    var rows: [String: Row] = [:]
    let lines = try String(contentsOf: here("life-cycle.tsv"), encoding: .utf8)
      .split(separator: "\n").filter { !$0.hasPrefix("#") }
    for line in lines {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(parts.count == 6)
      rows["\(parts[0])→\(parts[1])"] = Row(
        kind: parts[2],
        required: try parts[3].split(separator: " ").map {
          try #require(TransitionDatum(rawValue: String($0)))
        },
        roles: Set(try parts[4].map { try #require(letters[$0]) }), elsewhere: parts[5])
    }
    return rows
  }

  static let everything = Dictionary(
    uniqueKeysWithValues: TransitionDatum.allCases.map { ($0, "có") })

  static func tables() throws -> [LifeCycleTable] {
    [try JSONFile.read(LifeCycleTable.self, at: file), .national]
  }

  @Test func `every state, change, role and authority is as the table by hand says`() throws {
    let expected = try Self.expected()
    var allowed = 0
    for table in try Self.tables() {
      for from in 0...10 {
        for to in DossierStatus.allCases {
          let row = expected["\(from)→\(to.rawValue)"]
          // Nobody's role is the administrator at the machine, who may do what any role may.
          for role in OfficerRole.allCases.map(Optional.some) + [nil] {
            for authority in Authority.allCases {
              let voice = authority == .commune ? "own" : row?.elsewhere ?? "refused"
              let isHis = row.map { row in role.map(row.roles.contains) ?? true } ?? false
              let may = isHis && voice != "refused"
              if may { allowed += 1 }
              func passes(_ data: [TransitionDatum: String], _ correction: Bool) -> Bool {
                (try? table.check(
                  from: DossierStatus(rawValue: from), to: to, data: data, correction: correction,
                  decidedBy: Deciders(only: authority), role: role)) != nil
              }
              let place: Comment =
                "\(from)→\(to.rawValue) \(role?.rawValue ?? "machine") \(authority)"
              #expect(passes(Self.everything, true) == may, place)
              #expect(passes(Self.everything, false) == (may && row?.kind == "normal"), place)
              guard may, let row else { continue }
              let notice: [TransitionDatum] = voice == "notice" ? [.authorityNotice] : []
              for datum in TransitionDatum.allCases {
                var data = Self.everything
                data[datum] = nil
                let isNeeded = (row.required + notice).contains(datum)
                #expect(passes(data, true) == !isNeeded, "\(place) without \(datum)")
              }
            }
          }
        }
      }
    }
    // Counted by hand from the column of roles: 72 role marks of normal rows, 2 of corrections, and
    // once more for each of the 30 normal rows and 2 corrections the administrator at the machine;
    // normal ones for five authorities, corrections for the commune; two tables.
    #expect(allowed == 2 * ((72 + 30) * 5 + 2 + 2))
  }

  @Test func `the ways offered are the ones allowed`() throws {
    for table in try Self.tables() {
      let ways = table.ways(from: .done, decidedBy: .commune, role: .headOfUnit)
      #expect(ways.map(\.transition.to) == [.processing, .returned])
      let police = Deciders(only: .communePolice)
      #expect(table.ways(from: .done, decidedBy: police, role: .headOfUnit).count == 1)
      #expect(table.ways(from: .received, decidedBy: .commune, role: .administrator).isEmpty)
      #expect(table.ways(from: .returned, decidedBy: .commune, role: nil).isEmpty)
      #expect(
        table.ways(from: .supplementAsked, decidedBy: .commune, role: .receptionOfficer)
          .map(\.transition.to.rawValue) == [1, 2, 4, 7])
    }
  }

  @Test func `desks lead where the notes say`() throws {
    for table in try Self.tables() {
      #expect(table.desk(.reception)?.to == [.specialist, .leader, .authority])
      #expect(table.desk(.leader)?.roles == [.signingLeader, .headOfUnit])
      #expect(table.desks(of: .specialist) == [.specialist, .authority])
      #expect(table.desks(of: .administrator).isEmpty)
    }
  }

  /// The fold puts changes in order by what is compiled in; the file may not say anything else.
  @Test(arguments: [
    ("\"rank\": 3", "\"rank\": 4", "trạng thái 4 khác quy định"),
    ("{\"code\": 4,", "{\"code\": 5,", "states phải có đủ mười trạng thái"),
    ("\"from\": 8, \"to\": 4", "\"from\": 8, \"to\": 5", "thiếu bước 8→4"),
    ("\"from\": 9, \"to\": 4", "\"from\": 9, \"to\": 10", "bước 9→10 ghi hai lần"),
    ("\"kind\": \"correction\"", "\"kind\": \"normal\"", "thiếu bước 8→4 hoặc bước này sai loại"),
    ("\"department\": \"own\"", "\"partment\": \"own\"", "thiếu decidedElsewhere.department"),
    ("[\"headOfUnit\"]", "[\"administrator\"]", "không phải quản trị viên"),
    ("[\"headOfUnit\"]", "[\"king\"]", "có giá trị không hợp lệ"),
    ("\"desk\": \"leader\"", "\"desk\": \"specialist\"", "đúng một dòng trong desks"),
    ("\"transitions\"", "\"ways\"", "thiếu mục transitions"),
  ])
  func `a broken table is one sentence`(_ old: String, _ new: String, _ says: String) throws {
    let text = try String(contentsOf: Self.file, encoding: .utf8)
    guard let range = text.range(of: old) else {
      Issue.record("\(old) is not in the file")
      return
    }
    let broken = Data(text.replacingCharacters(in: range, with: new).utf8)
    let error = #expect(throws: DossierError.self) {
      try JSONFile.decode(LifeCycleTable.self, from: broken, named: "life-cycle.json")
    }
    let sentence = error?.message.vi ?? ""
    #expect(sentence.hasPrefix("life-cycle.json: ") && sentence.contains(says), "\(sentence)")
    #expect(!sentence.contains("\n"))
  }

  @Test func `an office with a broken table works on by the national one`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "forms-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      at: Self.here("../../Forms/calendar.json"), to: folder.appending(path: "calendar.json"))
    let file = folder.appending(path: LifeCycleTable.fileName)
    try Data("{".utf8).write(to: file)
    let broken = try CatalogueReading(CatalogueReading.Places(shipped: folder))
    #expect(broken.faults.map(\.place) == ["life-cycle.json"])
    #expect(broken.lifeCycle == .national)
    try FileManager.default.removeItem(at: file)
    try FileManager.default.copyItem(at: Self.file, to: file)
    let whole = try CatalogueReading(CatalogueReading.Places(shipped: folder))
    #expect(whole.faults.isEmpty && whole.lifeCycle.version == "2026.1")
  }
}
