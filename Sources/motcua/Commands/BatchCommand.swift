import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity
import Sync
import Synchronization

/// Many commands in one process: one opening of the data folder, one reading of the forms.
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Run many commands, one JSON array of words a line, each answered by a JSON line.")
  @Option(name: .long, help: "Data folder of every command (default: as for each alone).")
  var data: String?
  @Flag(help: "Go on after a command that failed; the exit code is then that of the last such.")
  var keepGoing = false
  @Argument(help: "File with the commands, or - for standard input.") var file = "-"

  /// Longest line read, in characters.
  private static let lineLimit = 100_000

  func run() async throws {
    let session = BatchSession(data: data)
    let capture = try OutputCapture()
    var number = 0
    var failure: Int32 = 0
    for line in try lines().split(separator: "\n") {
      number += 1
      let words = try Self.words(String(line), number)
      let result = try await BatchSession.$current.withValue(session) {
        try await capture.around { await Self.exit(of: words) }
      }
      Output.json(
        .record([
          ("line", .integer(Int64(number))), ("exit", .integer(Int64(result.exit.code))),
          ("out", result.json), ("error", result.exit.sentence.map { .string($0) }),
        ]))
      guard result.exit.code != 0 else { continue }
      failure = result.exit.code
      if !keepGoing { break }
    }
    if failure != 0 { throw ExitCode(failure) }
  }

  private func lines() throws -> String {
    guard let bytes = try InputFile.bytes(file) else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp \(file).", en: "The file \(file) cannot be read.")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func words(_ line: String, _ number: Int) throws -> [String] {
    guard line.count <= lineLimit,
      let words = try? JSONDecoder().decode([String].self, from: Data(line.utf8)),
      let first = words.first, !["batch", "serve"].contains(first)
    else {
      throw DossierError(
        .badInput, vi: "Dòng \(number) không phải một lệnh dạng [\"dossier\", \"list\"].",
        en: "Line \(number) is not a command such as [\"dossier\", \"list\"]; batch and serve "
          + "cannot be one.")
    }
    return words
  }

  private static func exit(of words: [String]) async -> (code: Int32, sentence: String?) {
    do {
      var command = try Motcua.parseAsRoot(words)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return (0, nil)
    } catch {
      if let code = Failure.code(of: error) { return (code, Failure.sentence(of: error)) }
      if let code = error as? ExitCode { return (code.rawValue, nil) }
      if Motcua.exitCode(for: error) == .success { return (0, nil) }
      return (Failure.wrongUsage, Motcua.message(for: error).replacing("\n", with: " "))
    }
  }
}

/// What the commands of one batch share. A command that is told a time runs by it, the others by
/// the system's clock.
final class BatchSession: Sendable {
  @TaskLocal static var current: BatchSession?

  private struct Shared {
    var offices: [String: OneStopOffice] = [:]
    var actors: [String: Actor] = [:]
  }

  let data: String?
  let clock = BatchClock()
  private let shared = Mutex(Shared())

  init(data: String?) { self.data = data }

  /// The office in a folder, opened once.
  func office(in folder: URL, _ open: () throws -> OneStopOffice) throws -> OneStopOffice {
    if let known = shared.withLock({ $0.offices[folder.path] }) { return known }
    let opened = try open()
    shared.withLock { $0.offices[folder.path] = opened }
    return opened
  }

  /// Who signed in with this name and password, as long as the account is open.
  func actor(
    _ name: String, _ password: String, in office: OneStopOffice, _ signIn: () throws -> Actor
  ) throws -> Actor {
    let key = "\(office.surroundings.data.path)\n\(name)\n\(password)"
    let isOpen = try office.officers().contains { $0.name == name && !$0.disabled }
    if isOpen, let known = shared.withLock({ $0.actors[key] }) { return known }
    let actor = try signIn()
    shared.withLock { $0.actors[key] = actor }
    return actor
  }
}

/// A clock that is set for each command of a batch.
final class BatchClock: WallClock {
  private let standing = Mutex<Int64?>(nil)

  var milliseconds: Int64 { standing.withLock { $0 } ?? SystemClock().milliseconds }

  func stand(at time: Int64?) { standing.withLock { $0 = time } }
}

/// Takes what commands print away from standard output.
private struct OutputCapture {
  private let file: FileHandle

  init() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "motcua-batch-\(UUID())")
    guard
      FileManager.default.createFile(
        atPath: path.path, contents: nil, attributes: [.posixPermissions: 0o600])
    else {
      throw DossierError(
        .badInput, vi: "Không ghi được thư mục tạm.",
        en: "The folder for temporary files cannot be written.")
    }
    file = try FileHandle(forUpdating: path)
    // Nothing of what was printed stays on the disk under a name.
    try FileManager.default.removeItem(at: path)
  }

  func around(
    _ work: () async -> (code: Int32, sentence: String?)
  ) async throws -> (exit: (code: Int32, sentence: String?), json: JSONValue?) {
    fflush(nil)
    let real = dup(STDOUT_FILENO)
    try file.truncate(atOffset: 0)
    dup2(file.fileDescriptor, STDOUT_FILENO)
    let exit = await work()
    fflush(nil)
    dup2(real, STDOUT_FILENO)
    close(real)
    try file.seek(toOffset: 0)
    let printed = try file.readToEnd() ?? Data()
    guard !printed.isEmpty else { return (exit, nil) }
    return (
      exit, (try? JSONValue(parsing: printed)) ?? .string(String(decoding: printed, as: UTF8.self))
    )
  }
}
