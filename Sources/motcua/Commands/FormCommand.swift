import ArgumentParser
import Counter
import Dossiers
import FormEngine
import Foundation
import Identity

struct FormCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "form", abstract: "Check and try a form without the kiosk.",
    subcommands: [Check.self, Eval.self, Fill.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read a form and say where it is wrong.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "An XForm, form.xml.") var form: String

    func run() async throws {
      let definition = try FormCommand.definition(form)
      let languages = definition.languages
      if common.json {
        Output.json(
          .record([
            ("valid", .bool(true)), ("id", .string(definition.id)),
            ("version", .string(definition.version)), ("languages", .strings(languages)),
          ]))
      } else {
        print("\(definition.title) (\(definition.id), \(definition.version)): đúng")
      }
    }
  }

  struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Evaluate expressions: one line each, type, tab, value.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Answers to load first.") var answers: String?
    @Argument var form: String
    @Argument var expressions: [String]

    func run() async throws {
      let session = try FormCommand.session(form, answers: answers, common: common)
      let values = try expressions.map { try session.evaluate($0) }
      if common.json {
        Output.json(
          .array(
            values.map {
              .record([("type", .string($0.typeName)), ("value", .string($0.text))])
            }))
      } else {
        Output.lines(values.map { "\($0.typeName)\t\($0.text)" })
      }
    }
  }

  struct Fill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fill a form with answers and say what is wrong.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Answers, or a sample file.") var answers: String
    @Argument var form: String

    func run() async throws {
      let session = try FormCommand.session(form, answers: answers, common: common)
      let fill = session.fill()
      if common.json {
        FileHandle.standardOutput.write(Data(fill.json.utf8) + Data("\n".utf8))
      } else if fill.valid {
        print("Đúng: \(fill.relevant.count) mục liên quan.")
      } else {
        Output.lines(fill.errors.map { "\($0.path): \($0.message)" })
      }
    }
  }

  static func definition(_ path: String) throws -> FormDefinition {
    let file = URL(filePath: path)
    guard let xml = try? Data(contentsOf: file) else {
      throw DossierError(
        .notFound, vi: "Không đọc được biểu mẫu \(path).", en: "The form \(path) cannot be read.")
    }
    return try FormDefinition(
      xml: xml, resources: resources(beside: file), functions: FormLibrary.functions)
  }

  /// Registers beside the form, else the shipped ones.
  private static func resources(beside file: URL) -> FormResources {
    let near = FormResources.folder(file.deletingLastPathComponent())
    let shipped = (try? ShareFolder.locate()).map {
      FormResources.folder($0.appending(path: "Forms/registers"))
    }
    return FormResources { uri in try near.data(uri) ?? shipped?.data(uri) }
  }

  static func session(_ form: String, answers: String?, common: CommonOptions) throws
    -> FormSession
  {
    let now = Instant(milliseconds: try common.clock().milliseconds)
    let session = try FormSession(
      definition(form), environment: FormLibrary.environment(now: now, language: .vietnamese))
    if let answers { try session.load(AnswersFile.read(answers)) }
    return session
  }
}

/// Answers from a file or `-`: a bare object or a sample with its story.
enum AnswersFile {
  static func read(_ path: String) throws -> FormAnswers {
    let data: Data?
    if path == "-" {
      data = try FileHandle.standardInput.readToEnd()
    } else {
      data = try? Data(contentsOf: URL(filePath: path))
    }
    guard let data else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp câu trả lời \(path).",
        en: "The answers file \(path) cannot be read.")
    }
    return try FormAnswers(json: data)
  }
}
