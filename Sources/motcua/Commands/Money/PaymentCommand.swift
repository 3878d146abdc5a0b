import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

/// What is paid for a dossier.
struct PaymentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payment", abstract: "What is to be paid for a dossier, and what was.",
    subcommands: [
      Show.self, Take.self, Confirm.self, Void.self, Refund.self, Exempt.self, Notice.self,
      Number.self, Spoil.self, Numbers.self,
    ])

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Charges, payments and what is open.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.viewDossiers)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Take: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book a transfer, or a paper that shows a payment; cash goes by “cash take”.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "Reference of the bank's or platform's transfer.") var transfer: String?
    @Option(help: "Number of the paper shown.") var paper: String?
    @Option(help: "Amount in đồng; all that is open if not given.") var amount: String?
    @Option(help: "Day the money came, yyyy-MM-dd; today if not given.") var day: String?

    func run() async throws {
      let method: PaymentMethod
      switch (transfer, paper) {
      case (.some, nil): method = .transfer
      case (nil, .some): method = .paper
      default:
        throw DossierError(
          .badInput, vi: "Ghi một trong hai: --transfer MÃ hoặc --paper SỐ.",
          en: "Give one of --transfer REFERENCE and --paper NUMBER.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      _ = try office.takePayment(
        code,
        PaymentRequest(
          method: method, amount: try MoneyArgument.read(amount),
          reference: transfer ?? paper ?? "", day: try DayArgument.read(day)), by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Confirm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A payment was checked against the money.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "The payment's entry.") var claim: String
    @Option(help: "count, statement or treasury.") var against: String
    @Option(help: "Where it stands in that list.") var reference: String = ""

    func run() async throws {
      guard let check = PaymentCheck(rawValue: against) else {
        throw DossierError(
          .badInput, vi: "--against là count, statement hoặc treasury.",
          en: "--against is count, statement or treasury.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.confirmPayment(
        code, claim: try EntryArgument.read(claim), against: check, reference: reference,
        by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Void: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A payment was booked by mistake; no money came.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "The payment's entry.") var claim: String
    @Option var reason: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.voidPayment(code, claim: EntryArgument.read(claim), reason: reason, by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Refund: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give money back.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "The payment's entry.") var claim: String
    @Option(help: "Amount in đồng; all of it if not given.") var amount: String?
    @Flag(help: "By transfer, not from the drawer.") var transfer = false
    @Option var reason: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.refundPayment(
        code, claim: EntryArgument.read(claim), amount: MoneyArgument.read(amount),
        method: transfer ? .transfer : .cash, reason: reason, by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Exempt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Exempt from a fee after reception, on a proof.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option(help: "Id of the fee.") var fee: String
    @Option(help: "Id of the exemption.") var exemption: String
    @Option(help: "What was shown.") var proof: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.exempt(code, fee: fee, exemption: exemption, proof: proof, by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Notice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The fee notice's content, with the payment code of the bank.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let notice = try office.feeNotice(code: code, by: actor)
      common.json ? Output.json(notice.json) : Output.lines(notice.text)
    }
  }
}

enum MoneyArgument {
  static func read(_ text: String?) throws -> Money? {
    guard let text else { return nil }
    if let dong = Int(text) { return Money(dong: dong) }
    guard let money = Money(typed: text) else {
      throw DossierError(
        .badInput, vi: "\(text.prefix(20)) không phải số tiền, ví dụ 12000.",
        en: "\(text.prefix(20)) is not an amount such as 12000.")
    }
    return money
  }
}

enum DayArgument {
  static func read(_ text: String?) throws -> CivilDate? {
    guard let text else { return nil }
    guard let day = CivilDate(text) else {
      throw DossierError(
        .badInput, vi: "\(text.prefix(20)) không phải ngày dạng 2026-11-21.",
        en: "\(text.prefix(20)) is not a day such as 2026-11-21.")
    }
    return day
  }
}

enum EntryArgument {
  static func read(_ text: String) throws -> EntryID {
    guard let id = EntryID(text) else {
      throw DossierError(
        .badInput, vi: "\(text.prefix(60)) không phải mã mục nhật ký.",
        en: "\(text.prefix(60)) is not the name of an entry.")
    }
    return id
  }
}

extension OneStopOffice {
  func print(_ state: DossierState, json: Bool) {
    if json { return Output.json(paymentJSON(state)) }
    let payment = state.payment
    var lines = ["\(state.code)  \(payment.standing.name.vi)"]
    lines += payment.lines.map {
      "  \($0.name): \($0.amount.formatted)" + ($0.exemption.map { "  (\($0))" } ?? "")
    }
    lines += payment.claims.map {
      "  \($0.day)  \($0.method.rawValue)  \($0.amount.formatted)  \($0.standing.word)  "
        + "\($0.reference)  \($0.entry)"
    }
    lines.append("  Còn phải nộp: \(payment.outstanding.formatted)")
    if payment.overpaid > .zero { lines.append("  Nộp thừa: \(payment.overpaid.formatted)") }
    Output.lines(lines)
  }
}
