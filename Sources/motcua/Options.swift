import ArgumentParser
import Counter
import Dossiers
import Foundation
import Identity

/// The options every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .long, help: "Data folder (default: $MOTCUA_DATA or the service's state folder).")
  var data: String?

  @Flag(name: .long, help: "Print one JSON value on standard output.")
  var json = false

  @Option(name: .long, help: "Act for this officer; asks for the password.")
  var officer: String?

  @Option(name: .long, help: "Read the officer's password from the first line of a file.")
  var passwordFile: String?

  @Option(
    name: .long,
    help: "Take this time (RFC 3339) as now; only in a unit marked as demo.")
  var at: String?

  var folder: URL {
    let environment = ProcessInfo.processInfo.environment
    let path =
      data ?? BatchSession.current?.data ?? environment["MOTCUA_DATA"] ?? environment[
        "STATE_DIRECTORY"] ?? "/var/lib/motcua"
    return URL(filePath: path, directoryHint: .isDirectory)
  }

  /// The clock the command runs by.
  func clock() throws -> any WallClock {
    let session = BatchSession.current
    guard let at else {
      session?.clock.stand(at: nil)
      return session?.clock ?? SystemClock()
    }
    guard let instant = Instant(rfc3339: at) else {
      throw DossierError(
        .badInput, vi: "Thời điểm --at không đúng dạng 2026-11-21T10:00:00+07:00.",
        en: "--at is not a time such as 2026-11-21T10:00:00+07:00.")
    }
    if let session {
      session.clock.stand(at: instant.milliseconds)
      return session.clock
    }
    return FixedClock(milliseconds: instant.milliseconds)
  }

  /// Opens the office in the data folder.
  func office() throws -> OneStopOffice {
    let surroundings = try surroundings()
    let office =
      try BatchSession.current?.office(in: folder) { try OneStopOffice.open(surroundings) }
      ?? OneStopOffice.open(surroundings)
    if at != nil, !office.unit.demo {
      throw DossierError(
        .refused, vi: "Tuỳ chọn --at chỉ dùng được ở đơn vị thử nghiệm.",
        en: "--at works only in a unit marked as demo.")
    }
    return office
  }

  func surroundings() throws -> Surroundings {
    Surroundings(
      data: folder, share: try ShareFolder.locate(), clock: try clock(), random: SystemRandom(),
      credentials: ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"].map {
        URL(filePath: $0, directoryHint: .isDirectory)
      })
  }

  /// On whose behalf the command acts: the named officer, else the owner of the data folder as
  /// local administrator.
  func actor(in office: OneStopOffice) throws -> Actor {
    guard let officer else { return .localAdministrator(userID: UInt32(getuid())) }
    let password = try password(prompt: "Mật khẩu: ")
    return try BatchSession.current?.actor(officer, password, in: office) {
      try office.signIn(name: officer, password: password)
    } ?? office.signIn(name: officer, password: password)
  }

  func password(prompt: String) throws -> String {
    if let passwordFile {
      guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8),
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first
      else {
        throw DossierError(
          .badInput, vi: "Không đọc được tệp mật khẩu.",
          en: "The password file cannot be read: \(passwordFile).")
      }
      return String(line)
    }
    guard let typed = getpass(prompt) else {
      throw DossierError(
        .badInput, vi: "Chưa nhập mật khẩu.",
        en: "No password was given; use --password-file where there is no terminal.")
    }
    return String(cString: typed)
  }
}

/// A clock that stands, for commands run as of a stated time.
struct FixedClock: WallClock {
  let milliseconds: Int64
}

/// Where `Forms` and `Kiosk` lie: `$MOTCUA_SHARE`, above the program, or the system's share folder.
enum ShareFolder {
  static func locate() throws -> URL {
    var candidates: [URL] = []
    if let set = ProcessInfo.processInfo.environment["MOTCUA_SHARE"] {
      candidates.append(URL(filePath: set, directoryHint: .isDirectory))
    }
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = program.deletingLastPathComponent()
    for _ in 0..<5 {
      candidates.append(folder)
      folder.deleteLastPathComponent()
    }
    candidates += ["/usr/local/share/motcua", "/usr/share/motcua"].map {
      URL(filePath: $0, directoryHint: .isDirectory)
    }
    for candidate in candidates {
      let calendar = candidate.appending(path: "Forms/calendar.json")
      if FileManager.default.fileExists(atPath: calendar.path) { return candidate }
    }
    throw DossierError(
      .notFound, vi: "Không tìm thấy thư mục Forms; hãy đặt MOTCUA_SHARE.",
      en: "The Forms folder was not found; set MOTCUA_SHARE to the folder that holds it.")
  }
}
