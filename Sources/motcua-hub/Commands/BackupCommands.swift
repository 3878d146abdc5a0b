import ArgumentParser
import Dossiers
import Foundation
import Hub
import Identity

struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write everything into one sealed file, while the hub works, and read it back.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "The file to write.") var file: String
  @Option(help: ArgumentHelp("Seal it by the first line of this file.", valueName: "FILE"))
  var passphraseFile: String?
  @Flag(help: "Make a new recovery sheet; an older one opens no backup made from now on.")
  var newSheet = false

  func run() async throws {
    let hub = try common.openHub()
    let passphrase = try passphraseFile.map { try Password.read(from: $0, prompt: "") }
    guard passphrase.map({ $0.count >= 12 }) ?? true else {
      throw Failure.badInput("A passphrase has at least 12 characters.")
    }
    let holders = try await hub.backupHolders(passphrase: passphrase, newSheet: newSheet)
    try await hub.backup(to: URL(filePath: file), holders: holders) { summary, sheet in
      try show(summary, code: sheet?.code)
    }
  }

  private func show(_ summary: HubBackupSummary, code: String?) throws {
    var members: [String: JSONValue] = [
      "file": .string(file), "bytes": .integer(Int64(summary.bytes)),
      "entries": .integer(Int64(summary.entries)), "files": .integer(Int64(summary.files)),
      "lost": .integer(Int64(summary.lost)),
      "sealedTo": .array(summary.ways.map(JSONValue.string)),
    ]
    members["recovery"] = code.map(JSONValue.string)
    try Output.surely(.object(members), json: common.json) {
      var text =
        "\(summary.entries) entries and \(summary.files) files are in \(file), read back and right."
      if summary.lost > 0 {
        text +=
          "\nATTENTION: \(summary.lost) files are damaged here and come back from no backup; run "
          + "motcua-hub check to see which."
      }
      if let code {
        text +=
          "\nRECOVERY CODE: copy it to paper and lock it away; it is kept nowhere."
          + "\n\(code)"
      }
      return text
    }
  }
}

struct Restore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Put a hub back into an empty data folder; it begins a new epoch.")

  @OptionGroup var common: CommonOptions
  @Argument(help: "The backup.") var file: String
  @Option(help: ArgumentHelp("Read the recovery code from this file.", valueName: "FILE"))
  var recoveryFile: String?
  @Option(help: ArgumentHelp("Read the passphrase from this file.", valueName: "FILE"))
  var passphraseFile: String?
  @Option(help: "How the master key is kept: plainFile or systemdCredential.")
  var keys = KeyMode.plainFile

  func run() async throws {
    let reader = try BackupReader(URL(filePath: file))
    let restored = try await HubFolder.restore(
      reader, with: try opener(), to: common.folder, mode: keys,
      credentialsDirectory: common.credentialsDirectory, clock: SystemClock(),
      random: SystemRandom(), actor: "local:\(getuid())")
    let time = Instant(milliseconds: reader.envelope.created).rfc3339
    let value: JSONValue = [
      "id": .string(restored.id.rawValue), "epoch": .integer(Int64(restored.epoch)),
      "backup": .string(time), "data": .string(common.folder.path),
      "erased": .integer(Int64(restored.erased)),
      "lost": .integer(Int64(restored.findings.count)),
    ]
    Output.print(value, json: common.json) {
      var text =
        "Hub \(restored.id) is back as of \(time), in epoch \(restored.epoch). What came later "
        + "returns from the devices when they exchange."
      if restored.erased > 0 {
        text +=
          "\n\(restored.erased) dossiers erased since are erased again, by the register beside it."
      }
      if !restored.findings.isEmpty {
        text +=
          "\nATTENTION: \(restored.findings.count) files are damaged in this backup; run "
          + "motcua-hub check to see which."
      }
      return text
    }
  }

  private func opener() throws -> BackupOpener {
    if let passphraseFile {
      return .passphrase(try Password.read(from: passphraseFile, prompt: ""))
    }
    let code = try Password.read(from: recoveryFile, prompt: "Recovery code: ")
    guard let secret = RecoverySecret(code: code) else {
      throw Failure.badInput("The recovery code is not right; compare it letter by letter.")
    }
    return .recovery(secret)
  }
}

struct Recover: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say the code that opens a device's backup; the act is written down.")

  @OptionGroup var common: CommonOptions
  @OptionGroup var acting: ActorOptions
  @Argument(help: "The device's backup.") var file: String

  func run() async throws {
    let reader = try BackupReader(URL(filePath: file))
    let hub = try common.openHub()
    let secret = try await hub.recoveryCode(
      for: reader, actor: try await acting.actor(hub, common))
    let value: JSONValue = [
      "device": .string(reader.envelope.owner.rawValue), "recovery": .string(secret.code),
    ]
    Output.print(value, json: common.json) {
      "Code for this one backup of device \(reader.envelope.owner): \(secret.code)"
    }
  }
}
