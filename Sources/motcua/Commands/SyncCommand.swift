import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import KioskDesk
import Sync
import SyncAgent

struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Exchange with the province.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Exchange until nothing is left, then end.") var once = false

  func run() async throws {
    let office = try common.office()
    try OfficeAgent.requireHub(office)
    let agent = OfficeAgent.make(office)
    if once {
      // A running agent has the open connection; without one this process exchanges by itself.
      let totals: ExchangeTotals
      if let done = try await agent.handOver() {
        totals = done
      } else {
        totals = try await agent.once()
        agent.status.notices.forEach(Output.error)
      }
      try report(office, totals)
    } else {
      try await agent.run()
    }
  }

  private func report(_ office: OneStopOffice, _ totals: ExchangeTotals) throws {
    let pending = try office.store.pending()
    let apart = try office.store.keptApart()
    let conflicts = try office.store.summaries().count { $0.flags.contains(.disputed) }
    if common.json {
      var members = totals.members
      members["pending"] = .integer(Int64(pending.entries + pending.files))
      members["conflicts"] = .integer(Int64(conflicts))
      members["apart"] = apart?.json ?? .null
      Output.json(.object(members))
    } else {
      print(
        "Đã gửi \(totals.sent) mục, nhận \(totals.received) mục; còn \(pending.entries) chờ gửi.")
      if pending.stranded > 0 {
        print(
          "Trong đó \(pending.stranded) mục chờ hồ sơ mà tỉnh đã mất khi khôi phục và sẽ nhận lại từ "
            + "máy đã lập hồ sơ.")
      }
      if let apart { print(Self.words(apart)) }
    }
  }

  private static func words(_ apart: KeptApart) -> String {
    switch apart.reason {
    case .quarantined:
      "Tỉnh đang giữ riêng \(apart.entries) mục máy này gửi, chưa tính; hãy báo người phụ trách."
    case .revoked:
      "Tỉnh đã thu hồi máy này: \(apart.entries) mục gửi từ đây không được tính; hãy ngừng nhận "
        + "hồ sơ và báo người phụ trách."
    }
  }
}

struct LinkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "link",
    abstract: "Where the hub is, and what attached files may take of the link; without options, "
      + "what is set.")
  @OptionGroup var common: CommonOptions
  @Option(help: "The hub's new address. It must answer there as the hub this device knows.")
  var hub: String?
  @OptionGroup var authority: AuthorityOption
  @Option(help: "At most so many megabytes a day.") var filesPerDay: Int?
  @Option(help: "Only in these hours, such as 18:00-06:00.") var filesBetween: String?
  @Flag(help: "Take the limits away.") var noLimit = false

  func run() async throws {
    let office = try common.office()
    if let address = try authority.moved(hub) {
      try await OfficeAgent.move(office, to: address)
    }
    if noLimit || filesPerDay != nil || filesBetween != nil {
      let times = (filesBetween ?? "").split(separator: "-").map { TimeOfDay(String($0)) }
      let hours = times.compactMap(\.self)
      guard filesBetween == nil || (times.count == 2 && hours.count == 2) else {
        throw DossierError(
          .badInput, vi: "--files-between ghi dạng 18:00-06:00.",
          en: "--files-between is written 18:00-06:00.")
      }
      guard !noLimit || (filesPerDay == nil && filesBetween == nil) else {
        throw DossierError(
          .badInput, vi: "--no-limit không đi cùng giới hạn khác.",
          en: "--no-limit stands alone.")
      }
      try office.limitFiles(megabytes: filesPerDay, from: hours.first, to: hours.last)
    }
    let budget = try office.store.fileBudget()
    let address = try office.store.hub()?.address
    if common.json {
      var members = budget.json.object ?? [:]
      members["hub"] = address.map { .string($0.url) } ?? .null
      Output.json(.object(members))
    } else {
      if let address { print("Trung tâm của tỉnh: \(address.url)") }
      let parts = [
        budget.bytesOfDay.map { "mỗi ngày nhiều nhất \($0 / 1_000_000) MB" },
        budget.hours.map { "chỉ gửi từ \($0.from) đến \($0.to)" },
      ].compactMap(\.self)
      print("Tệp đính kèm: \(parts.isEmpty ? "không giới hạn" : parts.joined(separator: ", ")).")
    }
  }
}

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify chains, signatures, checkpoints, projections and files.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "Drop the projections, build them anew and compare.") var rebuild = false

  func run() async throws {
    let office = try common.office()
    let findings = try office.store.check(rebuild: rebuild)
    let mode = office.keys.mode
    if common.json {
      Output.json(
        .record([
          ("keyMode", .string(mode.rawValue)),
          (
            "findings",
            .array(
              findings.map {
                .record([("part", .string("\($0.part)")), ("message", .string($0.message))])
              })
          ),
        ]))
    } else {
      print("Khoá: \(Self.words(mode))")
      Output.lines(findings.map { "\($0.part): \($0.message)" })
      if findings.isEmpty { print("Không có sai lệch.") }
    }
    guard findings.isEmpty else { throw ExitCode(Failure.other) }
  }

  private static func words(_ mode: KeyMode) -> String {
    switch mode {
    case .plainFile:
      "plainFile – tệp thường, chỉ bảo vệ khi cơ sở dữ liệu bị sao chép riêng"
    case .systemdCredential: "systemdCredential – khoá do systemd cấp"
    }
  }
}
