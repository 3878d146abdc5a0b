import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import Sync

/// Acts on a dossier beside its changes of status.
extension DossierCommand {
  struct Pass: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hand a dossier on to another desk or authority, with its papers.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "reception, specialist, leader or authority.") var to: String
    @Option(help: "Sign-in name of the officer it is meant for.") var taker: String = ""
    @Option(help: "Name of the other authority.") var authority: String = ""
    @Option(help: "Who takes it there, or gives it back.") var person: String = ""
    @Option(help: "A note for the control slip.") var note: String = ""
    @Option(help: "component=originals/certified/copies; without it everything goes along.")
    var paper: [String] = []

    func run() async throws {
      guard let desk = WorkDesk(rawValue: to) else {
        throw DossierError(
          .badInput, vi: "--to là reception, specialist, leader hoặc authority.",
          en: "--to is reception, specialist, leader or authority.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.pass(
        code,
        PassRequest(
          to: desk, officer: taker, authority: authority, person: person, note: note,
          papers: paper.isEmpty ? nil : try PaperArgument.read(paper)), by: actor)
      try DossierCommand.printAxes(code, office, common)
    }
  }

  struct HandBack: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "hand-back", abstract: "Record that papers went back to their owner.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "Who took them.") var person: String
    @Option(help: "The identity paper that was compared.") var identity: String
    @Option(help: "Why.") var reason: String = ""
    @Option(help: "component=originals/certified/copies; without it everything goes back.")
    var paper: [String] = []

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.handBack(
        code,
        Counter.HandBack(
          person: person, identity: identity, reason: reason,
          papers: paper.isEmpty ? nil : try PaperArgument.read(paper)), by: actor)
      try DossierCommand.printAxes(code, office, common)
    }
  }

  struct Extend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Promise a later day, with the reason the apology gives.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "The new day, such as 2026-11-30.") var due: String
    @Option(help: "Why.") var reason: String
    @Option(help: "Who signs the apology.") var signer: String = ""
    @Flag(help: "The promise is already broken; it still counts as overdue.") var late = false

    func run() async throws {
      guard let day = CivilDate(due) else {
        throw DossierError(
          .badInput, vi: "Ngày hẹn mới phải viết như 2026-11-30.",
          en: "--due is a day such as 2026-11-30.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.extend(
        code, ExtensionRequest(due: day, reason: reason, signer: signer, isLate: late), by: actor)
      try DossierCommand.printAxes(code, office, common)
    }
  }

  struct Delivery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Choose how the result reaches the resident.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "counter, post, unit or online.") var way: String
    @Option(help: "Address for the post, or name of the other office.") var place: String = ""

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.chooseDelivery(code, try DeliveryArgument.way(way), place: place, by: actor)
      try DossierCommand.printAxes(code, office, common)
    }
  }

  struct Official: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record the code another system gave the dossier.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument var official: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.recordOfficialCode(code, official: official, by: actor)
      try DossierCommand.printAxes(code, office, common)
    }
  }

  struct Work: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What waits at the desks of an officer, the longest waiting first.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let groups = try office.work(of: try common.actor(in: office))
      if common.json {
        Output.json(
          .array(
            groups.map { group in
              .record([
                ("desk", .string(group.desk.rawValue)),
                ("dossiers", .array(group.dossiers.map(\.json))),
              ])
            }))
        return
      }
      for group in groups where !group.dossiers.isEmpty {
        Output.lines(
          ["\(group.desk.name.vi):"]
            + group.dossiers.map { "  \($0.code)  \($0.status)  \($0.maskedTitle)" })
      }
    }
  }

  static func printAxes(_ code: String, _ office: OneStopOffice, _ common: CommonOptions) throws {
    let state = try office.state(code: code).state
    if common.json {
      Output.json(
        .record([
          ("code", .string(state.code)), ("status", .integer(Int64(state.status))),
          ("axes", state.axes),
        ]))
    } else {
      Output.lines([state.code] + state.axisLines)
    }
  }
}

/// `banAn=1/0/2`: originals, certified copies, copies of a component.
enum PaperArgument {
  static func read(_ arguments: [String]) throws -> [PaperTally] {
    try arguments.map { argument in
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      let counts = (parts.last ?? "").split(separator: "/", omittingEmptySubsequences: false)
        .map { Int($0) }
      guard parts.count == 2, counts.count == 3, let original = counts[0],
        let certified = counts[1], let copy = counts[2]
      else {
        throw DossierError(
          .badInput, vi: "Giấy tờ ghi dạng thành-phần=chính/chứng-thực/photo, như banAn=1/0/2.",
          en: "A paper is written component=originals/certified/copies, such as banAn=1/0/2.")
      }
      return PaperTally(
        component: parts[0], original: original, certified: certified, copy: copy)
    }
  }
}

enum DeliveryArgument {
  static func way(_ text: String) throws -> DeliveryWay {
    guard let way = DeliveryWay(rawValue: text) else {
      throw DossierError(
        .badInput, vi: "Cách nhận là counter, post, unit hoặc online.",
        en: "The way is counter, post, unit or online.")
    }
    return way
  }
}
