import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

/// Emergency slips: receipts printed blank for hours without power, and what became of each.
struct SlipCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slip", abstract: "Emergency slips, printed blank for a power cut.",
    subcommands: [Print.self, Book.self, List.self, Void.self, Reopen.self])

  struct Print: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print slips with codes of this device's range; the codes are taken at once.")
    @OptionGroup var common: CommonOptions
    @Option(help: "How many, 1 to 100.") var count = 10
    @Option(help: "Print this slip once more, marked as a reprint; may be given several times.")
    var again: [String] = []
    @Option(help: "pdf; for one slip also png, escpos or text.") var format = "pdf"
    @Option(help: "File to write.") var out: String

    func run() async throws {
      guard let format = PaperFormat(rawValue: format) else {
        throw DossierError(
          .badInput, vi: "Định dạng là pdf, png, escpos hoặc text.",
          en: "--format is pdf, png, escpos or text.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      let (slips, paper) =
        again.isEmpty
        ? try office.printSlips(count, format: format, by: actor)
        : try office.printSlipsAgain(again, format: format, by: actor)
      do {
        try Output.save(paper, to: out)
      } catch {
        let codes = slips.map { "--again \($0.code)" }.joined(separator: " ")
        throw DossierError(
          .badInput, vi: "Không ghi được \(out); mã đã cấp, in lại bằng \(codes).",
          en: "\(out) cannot be written; the codes are taken, print them with \(codes).")
      }
      if common.json {
        Output.json(
          .record([
            ("file", .string(out)), ("bytes", .integer(Int64(paper.count))),
            (
              "slips",
              .array(
                slips.map {
                  .record([
                    ("code", .string($0.code)), ("lookup", .string($0.lookup)),
                    ("qr", .string(office.slipText($0.code))),
                    ("reprint", .integer(Int64($0.reprints))),
                  ])
                })
            ),
          ]))
      } else {
        Output.lines(slips.map(\.code))
      }
    }
  }

  struct Book: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book a dossier from a slip, as received at its true time (nhập bù).")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The slip's code, or the text of its QR.") var slip: String
    @Option(help: "Procedure code.") var procedure: String
    @Option(help: "Answers file, or - for standard input.") var answers: String
    @Option(help: "When the papers were handed in, such as 2026-11-25T09:10:00+07:00.")
    var received: String
    @Option(help: "Why it was not received at once.") var reason: String
    @Flag(help: "The machine that printed the slip is gone, or was restored since.")
    var machineGone = false
    @Option(help: "Token of the request: the same token, the same dossier.") var request: String?

    func run() async throws {
      guard let time = Instant(rfc3339: received) else {
        throw DossierError(
          .badInput, vi: "Giờ tiếp nhận phải ghi như 2026-11-25T09:10:00+07:00.",
          en: "--received is not a time such as 2026-11-25T09:10:00+07:00.")
      }
      let office = try common.office()
      let actor = try common.actor(in: office)
      let booking = SlipBooking(
        slip: slip, receivedAt: time, reason: reason, isOtherMachineGone: machineGone)
      let received = try office.receive(
        procedure: procedure, answers: AnswersFile.read(answers), files: [], token: request,
        slip: booking, by: actor)
      let state = try office.state(code: "\(received.id)").state
      if common.json {
        Output.json(
          .record([
            ("code", .string(received.code)), ("id", .string(received.id.description)),
            ("due", .orNull(received.due?.rfc3339)),
            ("receivedAt", .string(Instant(milliseconds: state.receivedAt).rfc3339)),
            (
              "bookedAt",
              .orNull(state.slip.map { Instant(milliseconds: $0.bookedAt).rfc3339 })
            ),
          ]))
      } else {
        Output.lines([received.code, received.explanation.vi])
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Slips that are not booked, with the days since they were printed.")
    @OptionGroup var common: CommonOptions
    @Flag(help: "Also those that were booked or ended.") var all = false

    func run() async throws {
      let office = try common.office()
      let slips = try office.slips(by: common.actor(in: office)).filter { all || $0.isOpen }
      if common.json {
        Output.json(.array(slips.map { $0.json(days: office.daysOutstanding($0)) }))
      } else if slips.isEmpty {
        print("Không có phiếu nào chưa nhập.")
      } else {
        Output.lines(slips.map { $0.line(days: office.daysOutstanding($0)) })
      }
    }
  }

  struct Void: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say what became of slips that were not used: returned, voided or lost.")
    @OptionGroup var common: CommonOptions
    @Argument var codes: [String]
    @Option(name: .customLong("as"), help: "returned, voided or lost.") var end = "voided"
    @Option var reason: String

    func run() async throws {
      guard let end = SlipEnd(rawValue: end) else {
        throw DossierError(
          .badInput, vi: "--as là returned, voided hoặc lost.",
          en: "--as is returned, voided or lost.")
      }
      let office = try common.office()
      let slips = try office.endSlips(
        codes, as: end, reason: reason, by: common.actor(in: office))
      common.json
        ? Output.json(.array(slips.map { $0.json(days: office.daysOutstanding($0)) }))
        : print("Đã ghi: \(slips.count) phiếu \(end.name.vi).")
    }
  }

  struct Reopen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take back what was said of a slip by mistake.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Option var reason: String

    func run() async throws {
      let office = try common.office()
      let slips = try office.reopenSlip(code, reason: reason, by: common.actor(in: office))
      common.json
        ? Output.json(.array(slips.map { $0.json(days: office.daysOutstanding($0)) }))
        : print("Đã mở lại phiếu.")
    }
  }
}

extension SlipState {
  fileprivate func json(days: Int) -> JSONValue {
    let word: String
    var fields: [(String, JSONValue?)] = [
      ("code", .string(code)), ("lookup", .string(lookup)),
      ("device", .string(device.rawValue)),
      ("printedAt", .string(Instant(milliseconds: printedAt).rfc3339)),
      ("printedBy", .string(printedBy)), ("reprints", .integer(Int64(reprints))),
    ]
    switch standing {
    case .open:
      word = "open"
      fields.append(("days", .integer(Int64(days))))
    case .booked(let booking):
      word = "booked"
      fields += [
        ("receivedAt", .string(Instant(milliseconds: booking.receivedAt).rfc3339)),
        ("bookedAt", .string(Instant(milliseconds: booking.time).rfc3339)),
        ("by", .string(booking.actor)), ("reason", .string(booking.reason)),
        ("bookings", .integer(Int64(bookings.count))),
      ]
    case .ended(let end, let reason, let actor, let time):
      word = end.rawValue
      fields += [
        ("endedAt", .string(Instant(milliseconds: time).rfc3339)), ("by", .string(actor)),
        ("reason", .string(reason)),
      ]
    }
    return .record(fields + [("standing", .string(word))])
  }

  fileprivate func line(days: Int) -> String {
    let printed = "in \(Spoken.moment(Instant(milliseconds: printedAt)))"
    switch standing {
    case .open: return "\(code)  \(printed)  chưa nhập, \(days) ngày"
    case .booked(let booking):
      let received = Spoken.moment(Instant(milliseconds: booking.receivedAt))
      let booked = Spoken.moment(Instant(milliseconds: booking.time))
      return "\(code)  \(printed)  nhận \(received), nhập \(booked): \(booking.reason)"
    case .ended(let end, let reason, _, let time):
      return "\(code)  \(printed)  \(end.name.vi) \(Spoken.moment(Instant(milliseconds: time))): "
        + reason
    }
  }
}
