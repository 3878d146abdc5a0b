import ArgumentParser
import Authoring
import Counter
import Dossiers
import FormEngine
import Foundation
import Identity

struct FormCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "form", abstract: "Check, try and translate a form without the kiosk.",
    subcommands: [
      FormCheckCommand.self, FormPreviewCommand.self, Schema.self, Eval.self,
      Fill.self, FormStringsCommand.self,
    ])

  struct Schema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "A JSON Schema (2020-12) of the form's answers.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A form: .md, .xlsx or .xml.") var form: String

    func run() async throws {
      print(try FormFile(form).definition().jsonSchema)
    }
  }

  struct Eval: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Evaluate expressions: one line each, type, tab, value.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var register: EntityOptions
    @Option(help: "Answers to load first.") var answers: String?
    @Argument(help: "A form: .md, .xlsx or .xml.") var form: String
    @Argument(help: "XPath expressions, such as /data/nks/hoTen.") var expressions: [String]

    func run() async throws {
      let session = try FormFile(form).session(
        answers: answers, entities: register.entities, common: common)
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
    @OptionGroup var register: EntityOptions
    @Option(help: "Answers, or a sample file.") var answers: String
    @Argument(help: "A form: .md, .xlsx or .xml.") var form: String

    func run() async throws {
      let session = try FormFile(form).session(
        answers: answers, entities: register.entities, common: common)
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
}

/// Entities to try a form with.
struct EntityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Entities of a register to try the form with, beside samples/entities/NAME.csv.",
      valueName: "NAME=FILE.csv"))
  var entities: [String] = []
}

/// A form named on the command line, and the folders it is read with.
struct FormFile {
  let file: URL
  /// The catalogue's folder `Forms`; nil where none is installed.
  let published: URL?

  init(_ path: String) {
    file = URL(filePath: path)
    published = (try? ShareFolder.locate()).map { $0.appending(path: "Forms") }
  }

  var registers: URL? { published?.appending(path: "registers") }

  func authored() throws -> AuthoredForm {
    try AuthoredForm(file: file) {
      try Pyxform(
        environment: ProcessInfo.processInfo.environment,
        workingFolder: URL(filePath: FileManager.default.currentDirectoryPath))
    }
  }

  /// Languages beside the form.
  var packs: [LanguagePack] {
    LanguagePack.packs(beside: file.deletingLastPathComponent()).packs
  }

  func definition() throws -> FormDefinition {
    let form = try authored()
    let texts = form.xml.flatMap { try? FormTexts(xml: $0) }
    return try form.definition(
      registers: registers,
      translations: texts.map { texts in packs.map { $0.translation(of: texts) } } ?? [])
  }

  func session(answers: String?, entities: [String], common: CommonOptions) throws -> FormSession {
    let now = Instant(milliseconds: try common.clock().milliseconds)
    let session = try FormSession(
      definition(), environment: FormLibrary.environment(now: now, language: .vietnamese),
      lists: SampleEntities(beside: file, named: entities).lists())
    guard let answers else { return session }
    let given = try AnswersFile.read(answers)
    try session.load(given)
    try fillFromRegisters(session, given)
    return session
  }

  /// Choosing somebody of a register fills in what is known, as it does at the counter; what is
  /// given counts more.
  private func fillFromRegisters(_ session: FormSession, _ given: FormAnswers) throws {
    let chosen = session.view().questions.filter { $0.entityList != nil && !$0.value.isEmpty }
    guard !chosen.isEmpty else { return }
    for question in chosen {
      try session.set("", at: question.path)
      try session.set(question.value, at: question.path)
    }
    let asked = Set(session.editablePaths()).subtracting(chosen.map(\.path))
    for (path, entry) in given.entries.sorted(by: { $0.key < $1.key }) {
      guard case .value(let value) = entry, asked.contains(path), !value.isEmpty else { continue }
      try session.set(value, at: path)
    }
  }
}

/// Answers from a file or `-`: a bare object or a sample with its story.
enum AnswersFile {
  static func read(_ path: String) throws -> FormAnswers {
    guard let data = try InputFile.bytes(path) else {
      throw DossierError(
        .badInput, vi: "Không đọc được tệp câu trả lời \(path).",
        en: "The answers file \(path) cannot be read.")
    }
    return try FormAnswers(json: data)
  }
}
