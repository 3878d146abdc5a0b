import Foundation

/// Measures what an office does, in one process and one run, and prints one JSON object.
///
///     motcua-measure fill FOLDER SHARE COUNT    receives COUNT dossiers over many working days
///     motcua-measure accept FOLDER SHARE COUNT  times acceptance against raw inserts
///     motcua-measure receive FOLDER SHARE COUNT births of COUNT families, in an office of any kind
///     motcua-measure edit FOLDER SHARE COUNT    changes one answer in COUNT dossiers
///     motcua-measure papers FOLDER SHARE COUNT  draws every kind of paper, many times
///     motcua-measure intake FOLDER SHARE COUNT  the hub's intake against raw inserts
///     motcua-measure storm FOLDER SHARE COUNT   510 devices with COUNT dossiers each come back at once
///     motcua-measure form FORM ANSWERS ROUNDS   reads a form and gives answers, many times
@main
enum MeasureMain {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let count = Int(arguments[4]), count > 0 else { usage() }
    if arguments[1] == "form" {
      let (form, answers) = (URL(filePath: arguments[2]), URL(filePath: arguments[3]))
      return print(try line(FormTimes(form: form, answers: answers, rounds: count)))
    }
    let folder = URL(filePath: arguments[2], directoryHint: .isDirectory)
    let share = URL(filePath: arguments[3], directoryHint: .isDirectory)
    switch arguments[1] {
    case "intake": return print(try await HubIntake(folder: folder, share: share).run(count))
    case "storm":
      let program = URL(filePath: arguments[0]).deletingLastPathComponent()
        .appending(path: "motcua-hub")
      return print(try await Storm(folder: folder, share: share, program: program).run(count))
    default: break
    }
    let office = try MeasuredOffice(folder: folder, share: share)
    switch arguments[1] {
    case "fill": print(try Filling(office: office).run(count))
    case "accept": print(try Acceptance(office: office).run(count))
    case "receive": print(try Crowd(office: office).run(count))
    case "edit": print(try Crowd(office: office).edit(count))
    case "papers": print(try PaperTimes(office: office, out: folder).run(count))
    default: usage()
    }
  }

  private static func usage() -> Never {
    FileHandle.standardError.write(
      Data(
        ("usage: motcua-measure fill|accept|receive|edit|papers|intake|storm FOLDER SHARE COUNT"
          + " | form FORM ANSWERS ROUNDS\n").utf8)
    )
    exit(2)
  }
}
