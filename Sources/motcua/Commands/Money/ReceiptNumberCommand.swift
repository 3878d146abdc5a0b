import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

extension PaymentCommand {
  struct Number: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "receipt",
      abstract: "Give a payment the next receipt number of the range the province gave.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Argument(help: "The payment's entry.") var claim: String
    @Option(help: "The number on the paper in hand; the next one if not given.") var number: Int?

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      try office.giveReceiptNumber(
        code, claim: try EntryArgument.read(claim), number: number, by: actor)
      office.print(try office.state(code: code).state, json: common.json)
    }
  }

  struct Spoil: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A numbered receipt was spoilt; its number is never used.")
    @OptionGroup var common: CommonOptions
    @Argument var number: Int
    @Option var reason: String

    func run() async throws {
      let office = try common.office()
      try office.spoilReceiptNumber(number, reason: reason, by: common.actor(in: office))
      try office.printNumbers(json: common.json)
    }
  }

  struct Numbers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Receipt numbers of this device: what was used, what is left.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      try common.actor(in: office).require(.takeFees)
      try office.printNumbers(json: common.json)
    }
  }
}

extension OneStopOffice {
  fileprivate func printNumbers(json: Bool) throws {
    let book = try receiptNumberBook()
    guard json else {
      let next = book.next.map { "số tiếp theo \($0)" } ?? "đã hết số"
      Swift.print("Mẫu \(book.form), ký hiệu \(book.series): \(next), còn \(book.left) số.")
      return
    }
    func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
    Output.json(
      .record([
        ("form", .string(book.form)), ("series", .string(book.series)),
        ("next", book.next.map(number) ?? .null), ("left", number(book.left)),
        (
          "ranges",
          .array(
            book.ranges.map { .record([("first", number($0.first)), ("last", number($0.last))]) })
        ),
        (
          "used",
          .array(
            book.used.map { used in
              switch used.use {
              case .given(let claim):
                .record([
                  ("number", number(used.number)), ("payment", .string(claim.description)),
                ])
              case .spoilt(let reason):
                .record([("number", number(used.number)), ("spoilt", .string(reason))])
              }
            })
        ),
      ]))
  }
}
