import ArgumentParser
import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import Identity
import Sync

struct DossierCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dossier", abstract: "Receive, read and change dossiers.",
    subcommands: [
      New.self, List.self, Show.self, History.self, Status.self, Edit.self, Scan.self, Certify.self,
      Export.self, Erase.self, Work.self, Pass.self, HandBack.self, Extend.self, Delivery.self,
      Official.self,
    ])

  struct New: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Receive a dossier.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Procedure code.") var procedure: String
    @Option(help: "Answers file, or - for standard input; with --from only what is still missing.")
    var answers: String?
    @Option(help: "Begin from this dossier: its answers are taken over, and the two are linked.")
    var from: String?
    @Option(help: "component=path, or a question that asks for a file; may be given several times.")
    var file: [String] = []
    @Option(help: "Token of the request: the same token, the same dossier.") var request: String?
    @Option(help: "Refuse it with this reason (form 03).") var refuse: String?
    @Option(help: "Who signs the refusal, if not the officer.") var signer: String = ""
    @Option(help: "Ask to complete it, with this reason (form 02); name the --missing papers.")
    var complete: String?
    @Option(help: "A paper that is missing; may be given several times.")
    var missing: [String] = []
    @Option(help: "How the result is wanted: counter, post, unit or online.")
    var delivery: String?
    @Option(help: "Address for the post, or name of the other office.") var place: String = ""
    @Option(help: "Code of the unit that decides it, if not this one.") var authority: String?
    @Option(help: "Code of the unit that hands the result over, if not this one.")
    var returnUnit: String?
    @Option(help: "How it came: direct, online or post.") var channel = ServiceChannel.standard.word
    @Option(help: "Who brings it for the owner.") var representative: String?
    @Option(help: "The identity paper of who brings it.") var representativeIdentity: String = ""
    @Option(help: "The paper by which he acts, with number and date.") var authorisation: String =
      ""

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (given, origin) = try starting(office, actor)
      let received = try office.receive(
        procedure: procedure, answers: given, files: try files(), token: request, from: origin,
        outcome: try outcome(), try handing(office), by: actor)
      if common.json {
        Output.json(
          .record([
            ("code", .string(received.code)), ("id", .string(received.id.description)),
            ("due", .orNull(received.due?.rfc3339)),
            ("receiptURL", .string(office.receiptText(received.code))),
          ]))
      } else {
        Output.lines([received.code, received.explanation.vi])
      }
    }

    private func outcome() throws -> IntakeOutcome {
      switch (refuse, complete) {
      case (nil, nil): .accept
      case (let reason?, nil): .refuse(reason: reason, signer: signer)
      case (nil, let reason?): .askToComplete(papers: missing, reason: reason)
      case (_?, _?):
        throw DossierError(
          .badInput, vi: "Chỉ chọn một trong --refuse và --complete.",
          en: "Give --refuse or --complete, not both.")
      }
    }

    /// How the result is wanted and who acts for the owner.
    private func handing(_ office: OneStopOffice) throws -> (inout DraftContent) -> Void {
      let units = UnitChoice(authority: authority, returnUnit: returnUnit)
      try office.check(units: units)
      let way = try delivery.map(DeliveryArgument.way)
      let isElsewhere = returnUnit ?? office.unit.code != office.unit.code
      let wish =
        way == nil && !isElsewhere
        ? nil : office.delivery(way ?? .counter, place, at: returnUnit)
      let who = representative.map {
        Representative(name: $0, identity: representativeIdentity, paper: authorisation)
      }
      guard let channel = ServiceChannel(word: channel) else {
        throw DossierError(
          .badInput, vi: "Kênh nộp là direct, online hoặc post.",
          en: "--channel is direct, online or post.")
      }
      return { content in
        content.channel = channel
        content.delivery = wish
        content.units = units
        content.representative = who
      }
    }

    /// The answers given, over those of the dossier before; looking at that one is recorded.
    private func starting(_ office: OneStopOffice, _ actor: Actor) throws
      -> (FormAnswers, DraftOrigin?)
    {
      let given = try answers.map { try AnswersFile.read($0) }
      guard let from else {
        guard let given else {
          throw DossierError(
            .badInput, vi: "Cần --answers TỆP, hoặc --from MÃ HỒ SƠ.",
            en: "Give --answers FILE, or --from CODE of the dossier before.")
        }
        return (given, nil)
      }
      let before = try office.state(code: from)
      let (_, carried, origin) = try office.carriedOver(to: procedure, from: before)
      try office.recordView(before.id, reason: "handling", by: actor)
      var all = carried
      all.entries.merge(given?.entries ?? [:]) { $1 }
      return (all, origin)
    }

    private func files() throws -> [OfferedFile] { try file.map(DossierCommand.offered) }
  }

  /// A file named as component=path.
  static func offered(_ argument: String) throws -> OfferedFile {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      throw DossierError(
        .badInput, vi: "Tệp ghi dạng thành-phần=đường-dẫn.",
        en: "--file is written component=path.")
    }
    let path = String(argument[argument.index(after: equals)...])
    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp \(path).", en: "The file \(path) cannot be read.")
    }
    return OfferedFile(
      component: String(argument[..<equals]),
      name: URL(filePath: path).lastPathComponent, data: data)
  }

  struct Scan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a better scan in the place of a component's file.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "component=path.") var file: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let offered = try DossierCommand.offered(file)
      try office.replaceFile(
        code, component: offered.component, name: offered.name, data: offered.data, by: actor)
      common.json
        ? Output.json(.record([("code", .string(code))])) : print("Đã ghi bản chụp.")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List dossiers, or find them by name, number, phone or code.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Name without diacritics in any order, number, phone or code.")
    var search: String?

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.viewDossiers)
      let found =
        try search.map { try office.store.search($0) } ?? office.store.summaries()
      if common.json {
        Output.json(.array(found.map(\.json)))
      } else {
        Output.lines(
          found.map { "\($0.code)  \($0.status)  \($0.procedure)  \($0.maskedTitle)" })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One dossier; looking at it is recorded.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (id, _) = try office.state(code: code)
      try office.recordView(id, reason: "handling", by: actor)
      let state = try office.state(code: code).state
      if common.json {
        Output.json(office.describe(id, state))
      } else {
        Output.lines(office.lines(state))
      }
    }
  }

  struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Every entry of a dossier.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.viewDossiers)
      let history = try office.history(code: code)
      if common.json {
        Output.json(.array(history.map(\.json)))
      } else {
        Output.lines(history.map { "\($0.time.rfc3339)  \($0.kind)  \($0.actor)  \($0.entry)" })
      }
    }
  }

  struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A transition of the life cycle.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "National status 1 to 10.") var to: Int
    @Option(help: "Why.") var reason: String = ""
    @Option(help: "name=value the transition requires; may be given several times.")
    var set: [String] = []
    @Flag(help: "Take back a stop or a result that was wrong; recorded as a correction.")
    var correct = false
    @Option(help: "component=originals/certified/copies brought now; may be given several times.")
    var brought: [String] = []

    func run() async throws {
      guard let status = DossierStatus(rawValue: to) else {
        throw DossierError(
          .badInput, vi: "Trạng thái là số từ 1 đến 10.", en: "--to is a number from 1 to 10.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.changeStatus(
        code,
        StatusRequest(
          to: status, reason: reason, data: try data(), isCorrection: correct,
          broughtPapers: try PaperArgument.read(brought)),
        by: actor)
      let state = try office.state(code: code).state
      common.json
        ? Output.json(
          .record([
            ("code", .string(state.code)), ("status", .integer(Int64(state.status))),
          ]))
        : print("\(state.code): \(status.name.vi)")
    }

    private func data() throws -> [TransitionDatum: String] {
      var result: [TransitionDatum: String] = [:]
      for pair in set {
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let datum = TransitionDatum(rawValue: parts[0]) else {
          throw DossierError(
            .badInput, vi: "Dữ liệu ghi dạng tên=giá-trị; không hiểu \(pair.prefix(40)).",
            en: "--set is name=value with a name the life cycle knows, not \(pair.prefix(40)).")
        }
        result[datum] = parts[1]
      }
      return result
    }
  }

  struct Edit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Change answers.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "Changes file: unmentioned stays, null clears.") var answers: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (changes, cleared) = try ChangesFile.read(answers)
      try office.edit(code, changes: changes, cleared: cleared, by: actor)
      common.json
        ? Output.json(.record([("code", .string(code))])) : print("Đã ghi thay đổi.")
    }
  }

  struct Certify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Certify a dossier of copies: takes numbers of the register book.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let papers = try office.state(code: code).state.flatAnswers.rows["giayTo"]?.count ?? 1
      let numbers = try office.certify(code, papers: papers, by: actor)
      common.json
        ? Output.json(.record([("code", .string(code)), ("numbers", .strings(numbers))]))
        : print(numbers.joined(separator: ", "))
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "All dossiers as JSON lines on standard output.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try actor.require(.viewDossiers)
      var all: [JSONValue] = []
      for summary in try office.store.summaries() where !summary.flags.contains(.erased) {
        try office.recordView(summary.id, reason: "inspection", by: actor)
        guard let state = try office.store.state(of: summary.id) else { continue }
        let record = office.describe(summary.id, state)
        if common.json { all.append(record) } else { Output.json(record) }
      }
      if common.json { Output.json(.array(all)) }
    }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Destroy a dossier's personal data; its heads and chains stay.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "On what basis.") var basis: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try actor.require(.erase)
      let (id, _) = try office.state(code: code)
      try office.store.erase(id, basis: basis, by: actor.id, clock: office.clockSource())
      common.json ? Output.json(.record([("code", .string(code))])) : print("Đã xoá dữ liệu.")
    }
  }
}
