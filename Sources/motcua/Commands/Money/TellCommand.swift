import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync

/// Telling residents, with their consent.
struct TellCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tell", abstract: "Tell residents that agreed: messages and call lists.",
    subcommands: [
      Consent.self, Outbox.self, Export.self, Sent.self, Calls.self, Called.self,
    ])

  struct Consent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "How a resident agreed to be told; without --sms and --call he does not want to.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Flag(help: "By text message.") var sms = false
    @Flag(help: "By telephone, or through the head of the village.") var call = false
    @Option(help: "Another number than the form's.") var phone: String = ""
    @Option(help: "The village, one of the unit's.") var village: String = ""

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      let channels = [sms ? TellingChannel.sms : nil, call ? .call : nil].compactMap(\.self)
      try office.recordConsent(
        code, channels: Set(channels), phone: phone, village: village, by: actor)
      common.json
        ? Output.json(
          .record([("code", .string(code)), ("channels", .strings(channels.map(\.rawValue)))]))
        : print(channels.isEmpty ? "Đã ghi: không nhận tin báo." : "Đã ghi sự đồng ý.")
    }
  }

  struct Outbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Messages that wait.")
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let office = try common.office()
      let messages = try office.outbox(by: common.actor(in: office))
      common.json
        ? Output.json(.array(messages.map(\.json)))
        : Output.lines(
          messages.map { "\($0.code)  \($0.state.word)  \($0.message.parts)  \($0.message.text)" })
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The messages that may go out now, as CSV for the gateway.")
    @OptionGroup var common: CommonOptions
    @Option(help: "File to write.") var out: String

    func run() async throws {
      let office = try common.office()
      let count = try office.exportMessages(by: common.actor(in: office)) {
        try Output.save($0, to: out)
      }
      common.json
        ? Output.json(.record([("messages", .integer(Int64(count)))]))
        : print("\(count) tin nhắn.")
    }
  }

  struct Sent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "What the gateway said about messages, by their ids.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "Ids of the exported list.") var ids: [String]
    @Flag(help: "They could not be sent.") var failed = false

    func run() async throws {
      let office = try common.office()
      try office.recordMessages(
        ids, result: failed ? .failed : .sent, by: common.actor(in: office))
      common.json
        ? Output.json(.record([("recorded", .integer(Int64(ids.count)))]))
        : print("Đã ghi \(ids.count) tin nhắn.")
    }
  }

  struct Calls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Whom to call, by village; each dossier on it counts as looked at.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Only this village.") var village: String?
    @Option(help: "Write it as CSV to this file.") var csv: String?
    @Option(help: "Write a sheet for each village as PDF to this file.") var pdf: String?

    func run() async throws {
      let office = try common.office()
      let actor = try common.actor(in: office)
      if let pdf { try Output.save(office.callPaper(village: village, by: actor), to: pdf) }
      let lines = try office.callList(village: village, by: actor)
      if let csv {
        let rows = lines.map {
          [$0.village, $0.name, $0.phone, $0.code, $0.event.name.vi, $0.address, ""]
        }
        let head = ["Thôn", "Họ tên", "Điện thoại", "Mã hồ sơ", "Việc báo", "Địa chỉ", "Đã báo"]
        try Output.save(CSVText.data([head] + rows), to: csv)
      }
      if common.json {
        Output.json(.array(lines.map(\.json)))
      } else if csv == nil, pdf == nil {
        var village: String?
        for line in lines {
          if line.village != village {
            print(line.village.isEmpty ? "Chưa rõ thôn" : line.village)
            village = line.village
          }
          print("  [ ] \(line.name)  \(line.phone)  \(line.code)  \(line.event.name.vi)")
        }
      }
    }
  }

  struct Called: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A resident was called, or the head of the village went there.")
    @OptionGroup var common: CommonOptions
    @Argument var code: String
    @Flag(help: "Nobody was reached.") var unreached = false
    @Option var note: String = ""

    func run() async throws {
      let office = try common.office()
      try office.recordCall(
        code, reached: !unreached, note: note, by: common.actor(in: office))
      common.json ? Output.json(.record([("code", .string(code))])) : print("Đã ghi.")
    }
  }
}

extension PendingTelling {
  fileprivate var json: JSONValue {
    .record([
      ("id", .string(id)), ("code", .string(code)), ("event", .string(event.rawValue)),
      ("state", .string(state.word)), ("text", .string(message.text)),
      ("alphabet", .string(message.alphabet.rawValue)),
      ("parts", .integer(Int64(message.parts))), ("attempts", .integer(Int64(attempts))),
    ])
  }
}

extension PendingTelling.State {
  fileprivate var word: String {
    switch self {
    case .ready: "ready"
    case .held(let until): "held until \(until.rfc3339)"
    case .exported: "exported"
    }
  }
}

extension CallLine {
  fileprivate var json: JSONValue {
    .record([
      ("village", .string(village)), ("code", .string(code)), ("name", .string(name)),
      ("phone", .string(phone)), ("address", .string(address)),
      ("event", .string(event.rawValue)), ("attempts", .integer(Int64(attempts))),
    ])
  }
}
