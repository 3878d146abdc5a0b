import ArgumentParser
import Foundation
import Hub
import Identity
import Sync

/// Options every command has.
struct CommonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The hub's data folder (default: $MOTCUA_DATA or /var/lib/motcua-hub).", valueName: "DIR"))
  var data: String?

  @Flag(help: "Print one JSON value on standard output.")
  var json = false

  @Option(help: ArgumentHelp("Where the store is: sqlite:PATH.", valueName: "STORE"))
  var store: String?

  var folder: URL {
    let path =
      data ?? ProcessInfo.processInfo.environment["MOTCUA_DATA"] ?? "/var/lib/motcua-hub"
    return URL(filePath: path, directoryHint: .isDirectory)
  }

  var credentialsDirectory: URL? {
    ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
  }

  /// Opens the hub of the data folder.
  func openHub() throws -> Hub {
    try HubFolder.open(
      at: folder, store: try storeFile(), credentialsDirectory: credentialsDirectory,
      clock: SystemClock(), random: SystemRandom())
  }

  private func storeFile() throws -> URL? {
    guard let store else { return nil }
    if store.hasPrefix("sqlite:") {
      let path = String(store.dropFirst("sqlite:".count))
      guard !path.isEmpty else {
        throw Failure.badInput("Name a file: --store sqlite:PATH.")
      }
      return URL(filePath: path)
    }
    if store.hasPrefix("postgres:") || store.hasPrefix("postgresql:") {
      throw Failure.badInput(
        "PostgreSQL is not in this version; use --store sqlite:PATH or leave --store out.")
    }
    throw Failure.badInput("The store must be written sqlite:PATH.")
  }
}

/// Who acts: the owner of the data folder as local administrator, or an officer who signs in.
struct ActorOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Act for this officer; asks for the password.", valueName: "NAME"))
  var officer: String?

  @Option(help: ArgumentHelp("Read the password from this file.", valueName: "FILE"))
  var passwordFile: String?

  /// The acting officer's subject id, or "local:UID".
  func actor(_ hub: Hub, _ common: CommonOptions) async throws -> String {
    guard let officer else { return try Self.localAdministrator(common.folder) }
    let password = try Password.read(from: passwordFile, prompt: "Password of \(officer): ")
    guard let found = try await hub.signIn(name: officer, password: password) else {
      throw Failure.refused("The officer's name or password is not right.")
    }
    return found.id.description
  }

  static func localAdministrator(_ folder: URL) throws -> String {
    var status = stat()
    guard stat(folder.path, &status) == 0 else {
      throw Failure.notFound("The data folder \(folder.path) does not exist.")
    }
    guard status.st_uid == geteuid() || geteuid() == 0 else {
      throw Failure.refused(
        "Only the owner of \(folder.path) acts as administrator; name an officer with --officer.")
    }
    return "local:\(getuid())"
  }
}

/// Passwords come from a file or a prompt, never from the command line.
enum Password {
  static let byteLimit = 1024

  static func read(from file: String?, prompt: String) throws -> String {
    if let file {
      guard let bytes = FileManager.default.contents(atPath: file) else {
        throw Failure.notFound("Cannot read the password file \(file).")
      }
      guard bytes.count <= byteLimit, let text = String(validating: bytes, as: UTF8.self) else {
        throw Failure.badInput("The password file \(file) must hold one short line of UTF-8.")
      }
      return String(text.prefix { !$0.isNewline })
    }
    guard let typed = getpass(prompt) else {
      throw Failure.badInput("Give the password with --password-file: there is no terminal.")
    }
    return String(cString: typed)
  }
}

/// Prints for people, or one JSON value.
enum Output {
  static func print(_ value: JSONValue, json: Bool, people: () -> String) {
    let text = json ? String(decoding: value.canonical, as: UTF8.self) : people()
    Swift.print(text)
  }

  /// Prints what is said once only, past every buffer; throws when it did not get out.
  static func surely(_ value: JSONValue, json: Bool, people: () -> String) throws {
    let text = json ? String(decoding: value.canonical, as: UTF8.self) : people()
    try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }

  /// Columns padded to the widest cell.
  static func table(_ rows: [[String]]) -> String {
    let widths = (0..<(rows.first?.count ?? 0)).map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ").trimmingTrailingSpaces
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
