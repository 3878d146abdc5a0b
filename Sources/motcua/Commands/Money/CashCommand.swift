import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

/// The officer's drawer and the unit's cash book.
struct CashCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cash", abstract: "The drawer of the day and the unit's cash book.",
    subcommands: [
      Take.self, Open.self, Deposit.self, Correct.self, Count.self, Close.self, Book.self,
    ])

  struct Take: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take cash for a dossier: all that is open, or the amount given.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "Amount in đồng.") var amount: String?
    @Option(help: "Day the cash was taken, yyyy-MM-dd; today if not given.") var day: String?

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      _ = try office.takePayment(
        code,
        PaymentRequest(
          method: .cash, amount: try MoneyArgument.read(amount), day: try DayArgument.read(day)),
        by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Small change to begin with.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Amount in đồng.") var amount: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.openDrawer(try MoneyArgument.read(amount) ?? .zero, by: actor)
      try office.print(office.drawerID(of: actor), json: common.json)
    }
  }

  struct Deposit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Cash handed on, to the treasury for instance.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Amount in đồng.") var amount: String
    @Option(help: "Where to.") var to: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.depositCash(try MoneyArgument.read(amount) ?? .zero, to: to, by: actor)
      try office.print(office.drawerID(of: actor), json: common.json)
    }
  }

  struct Correct: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A line that sets the drawer right; nothing is ever changed.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Signed amount in đồng; after -- if negative.") var amount: Int
    @Option var reason: String
    @Option(help: "yyyy-MM-dd; today if not given.") var day: String?

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let drawer = office.drawerID(of: actor, on: try DayArgument.read(day))
      try office.correctCash(amount, reason: reason, drawer: drawer, by: actor)
      try office.print(drawer, json: common.json)
    }
  }

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Count the drawer.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "VALUE=PIECES, such as 50000=3.") var notes: [String] = []
    @Option(help: "yyyy-MM-dd; today if not given.") var day: String?

    func run() async throws {
      let pieces = try notes.map { text in
        let parts = text.split(separator: "=").map(String.init)
        guard parts.count == 2, let value = Int(parts[0]), let count = Int(parts[1]) else {
          throw DossierError(
            .badInput, vi: "Ghi mệnh giá=số tờ, ví dụ 50000=3.",
            en: "Notes are written VALUE=PIECES, such as 50000=3.")
        }
        return (value, count)
      }
      guard Set(pieces.map(\.0)).count == pieces.count else {
        throw DossierError(
          .badInput, vi: "Mỗi mệnh giá ghi một lần.", en: "Each value is named once.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      let day = try DayArgument.read(day)
      try office.countDrawer(
        try Banknotes(Dictionary(uniqueKeysWithValues: pieces)), on: day, by: actor)
      try office.print(office.drawerID(of: actor, on: day), json: common.json)
    }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Close the day on the count made last.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Why count and book differ.") var reason: String = ""
    @Option(help: "yyyy-MM-dd; today if not given.") var day: String?

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let day = try DayArgument.read(day)
      try office.closeDay(day, reason: reason, by: actor)
      try office.print(office.drawerID(of: actor, on: day), json: common.json)
    }
  }

  struct Book: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The unit's book: every drawer of the days asked for.")
    @OptionGroup var common: CommonOptions
    @Option(help: "First day, yyyy-MM-dd; today if not given.") var from: String?
    @Option(help: "Last day; the first if not given.") var to: String?

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.takeFees)
      let first = try DayArgument.read(from) ?? office.now.civil.date
      let last = max(first, try DayArgument.read(to) ?? first)
      let drawers = try office.cashBook().drawers.filter { (first...last).contains($0.id.day) }
      let codes = try office.dossierCodes()
      let officers = try office.officers()
      if common.json {
        Output.json(office.bookJSON(drawers, from: first, to: last, codes, officers))
      } else {
        Output.lines(drawers.flatMap { office.bookText($0, codes, officers) })
      }
    }
  }
}

extension OneStopOffice {
  func print(_ id: DrawerID, json: Bool) throws {
    let drawer = try cashBook().drawer(id)
    let (codes, officers) = (try dossierCodes(), try officers())
    json
      ? Output.json(drawerJSON(drawer, codes, officers))
      : Output.lines(bookText(drawer, codes, officers))
  }
}
