import Dossiers
package import Foundation

/// The compiler of XLSForms on the author's machine. It is a tool for authors and never ships.
package struct Pyxform: Sendable {
  /// The Python that has pyxform.
  let interpreter: URL

  /// Looks for pyxform: `$MOTCUA_PYXFORM` (the program xls2xform), the PATH, `.build/venv`.
  ///
  /// - Throws: ``DossierError`` that says how to install it.
  package init(environment: [String: String], workingFolder: URL) throws {
    var candidates: [URL] = []
    if let set = environment["MOTCUA_PYXFORM"], !set.isEmpty {
      candidates = [URL(filePath: set), URL(filePath: set).appending(path: "bin/xls2xform")]
    } else {
      candidates = (environment["PATH"] ?? "").split(separator: ":").map {
        URL(filePath: String($0)).appending(path: "xls2xform")
      }
      candidates.append(workingFolder.appending(path: ".build/venv/bin/xls2xform"))
    }
    guard let interpreter = candidates.lazy.compactMap(Self.interpreter(of:)).first else {
      throw DossierError(
        .notFound,
        vi: "Máy này chưa có pyxform để dịch .md và .xlsx; hãy cài: pipx install pyxform.",
        en: "pyxform, which compiles .md and .xlsx, is not on this machine: install it with "
          + "“pipx install pyxform”, or name its xls2xform in MOTCUA_PYXFORM.")
    }
    self.interpreter = interpreter
  }

  /// The Python an installed script names in its first lines.
  private static func interpreter(of script: URL) -> URL? {
    guard FileManager.default.isExecutableFile(atPath: script.path),
      let file = try? FileHandle(forReadingFrom: script),
      let head = try? file.read(upToCount: 1_024)
    else { return nil }
    try? file.close()
    let lines = String(decoding: head, as: UTF8.self).split(separator: "\n").prefix(2)
    for line in lines {
      // `#!/path/python`, or for long paths `'''exec' "/path/python" "$0" "$@"` on the second.
      let words = line.replacing("#!", with: "").replacing("'''exec'", with: "")
        .split(separator: " ").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "\"'")) }
      if let python = words.first(where: {
        $0.hasPrefix("/") && $0.split(separator: "/").last?.hasPrefix("python") == true
      }), FileManager.default.isExecutableFile(atPath: python) {
        return URL(filePath: python)
      }
    }
    return nil
  }

  /// Longest time one form may take, in seconds.
  static let secondsLimit = 120.0

  /// Compiles a form.
  ///
  /// - Throws: ``DossierError`` if pyxform could not run; what is wrong with the form is answered.
  func compile(_ form: URL) throws -> CompiledSheets {
    let process = Process()
    process.executableURL = interpreter
    process.arguments = ["-c", PyxformScript.text, form.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw failed("\(interpreter.path): \(error.localizedDescription)")
    }
    let timer = DispatchSource.makeTimerSource()
    timer.schedule(deadline: .now() + Self.secondsLimit)
    timer.setEventHandler { process.terminate() }
    timer.resume()
    let data = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    timer.cancel()
    guard let answer = try? JSONDecoder().decode(CompiledSheets.self, from: data) else {
      throw failed("it ended with \(process.terminationStatus) and said nothing that can be read")
    }
    if let missing = answer.missing { throw failed(missing) }
    return answer
  }

  private func failed(_ why: String) -> DossierError {
    DossierError(
      .badInput, vi: "Không chạy được pyxform: \(why).", en: "pyxform could not run: \(why).")
  }
}
