import ArgumentParser
import Counter
import DossierStore
import Dossiers
import Foundation
import Identity
import KioskDesk

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make a data folder: a standalone commune, or one enrolled with a hub.")
  @OptionGroup var common: CommonOptions
  @Flag(help: "A full commune that needs no hub.") var standalone = false
  @Option(help: "Unit file (with --standalone).") var unit: String?
  @Option(help: "Address of the province's hub.") var hub: String?
  @Option(help: "One-time enrolment code.") var code: String?
  @OptionGroup var authority: AuthorityOption
  @Option(help: "Which part of the daily counter this device uses, 1 to 9 (with --standalone).")
  var device = 1
  @Option(help: "Where the master key comes from: plainFile or systemdCredential.")
  var keyMode: String = KeyMode.plainFile.rawValue

  func run() async throws {
    guard let mode = KeyMode(rawValue: keyMode) else {
      throw DossierError(
        .badInput, vi: "Chế độ khoá là plainFile hoặc systemdCredential.",
        en: "--key-mode is plainFile or systemdCredential.")
    }
    let office: OneStopOffice
    switch (standalone, unit, hub, code) {
    case (true, let unit?, nil, nil):
      guard let bytes = try? Data(contentsOf: URL(filePath: unit)) else {
        throw DossierError(
          .badInput, vi: "Không đọc được tệp đơn vị.", en: "The unit file \(unit) cannot be read.")
      }
      office = try OneStopOffice.found(
        common.surroundings(), unitFile: bytes, mode: mode, range: CodeRange(deviceIndex: device))
    case (false, nil, let hub?, let code?):
      office = try await Enrolment.found(
        common.surroundings(), hub: authority.target(hub), code: code, mode: mode)
    default:
      throw DossierError(
        .badInput, vi: "Dùng --standalone --unit TỆP, hoặc --hub URL --code MÃ.",
        en: "Use --standalone --unit FILE, or --hub URL --code CODE.")
    }
    if common.json {
      Output.json(
        .record([
          ("device", .string(office.store.device.rawValue)), ("unit", .string(office.unit.code)),
          ("keyMode", .string(mode.rawValue)),
        ]))
    } else {
      print("\(office.unit.name) (\(office.unit.code)), thiết bị \(office.store.device)")
    }
  }
}

struct EnrolCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Join a province later; codes and receipts given out stay valid.")
  @OptionGroup var common: CommonOptions
  @Option(help: "Address of the province's hub.") var hub: String
  @Option(help: "One-time enrolment code.") var code: String
  @OptionGroup var authority: AuthorityOption

  func run() async throws {
    let office = try common.office()
    try await Enrolment.enrol(office, hub: authority.target(hub), code: code)
    let pending = try office.store.pending()
    if common.json {
      Output.json(
        .record([
          ("device", .string(office.store.device.rawValue)), ("hub", .string(hub)),
          ("pending", .integer(Int64(pending.entries))),
        ]))
    } else {
      print("Đã ghi danh với \(hub); \(pending.entries) mục chờ gửi.")
    }
  }
}

/// Whom to believe that an address is the hub's.
struct AuthorityOption: ParsableArguments {
  @Option(help: "PEM file of the only certificate authority to trust for the hub, from now on.")
  var authority: String?

  /// Where to look for a hub that is known; `nil` without a new address.
  func moved(_ hub: String?) throws -> HubAddress? {
    guard hub != nil || authority == nil else {
      throw DossierError(
        .badInput, vi: "--authority đi cùng --hub.", en: "--authority goes with --hub.")
    }
    return try hub.map(target)
  }

  func target(_ hub: String) throws -> HubAddress {
    guard let authority else { return try HubAddress(typed: hub) }
    guard let bytes = try? Data(contentsOf: URL(filePath: authority)) else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp chứng thư gốc.",
        en: "The authority file \(authority) cannot be read.")
    }
    return try HubAddress(typed: hub, authority: bytes)
  }
}
