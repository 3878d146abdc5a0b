import ArgumentParser
import Authoring
import Dossiers
import Foundation
import Identity

struct FormStringsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strings", abstract: "Give a form's texts to translators, and take them back.",
    subcommands: [Export.self, Import.self])

  enum Format: String, ExpressibleByArgument, CaseIterable { case csv, po }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The texts of a form and its procedure, with what is translated already.")
    @OptionGroup var common: CommonOptions
    @Option(help: "csv or po.") var format = Format.csv
    @Option(help: "The language's code, such as hmn.") var language: String
    @Option(help: "Write to this file instead of standard output.") var out: String?
    @Argument(help: "A form: .md, .xlsx or .xml.") var form: String

    func run() async throws {
      let language = try FormStringsCommand.language(language)
      let named = FormFile(form)
      let pack = named.packs.first { $0.language == language }
      let lines = try FormStrings(named.authored()).filled(from: pack)
      let text =
        switch format {
        case .csv: LanguagePack.csv(lines)
        case .po: PortableObject.write(lines, language: language)
        }
      guard let out else { return FileHandle.standardOutput.write(Data(text.utf8)) }
      try Output.save(Data(text.utf8), to: out)
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put a translation beside the form, where the screens pick it up.")
    @OptionGroup var common: CommonOptions
    @Option(help: "The language's code, such as hmn.") var language: String
    @Argument(help: "A form: .md, .xlsx or .xml.") var form: String
    @Argument(help: "The translated file: .csv or .po.") var file: String

    func run() async throws {
      let language = try FormStringsCommand.language(language)
      let named = FormFile(form)
      guard let data = try? Data(contentsOf: URL(filePath: file)),
        let text = String(data: data, encoding: .utf8)
      else {
        throw DossierError(
          .notFound, vi: "Không đọc được tệp \(file).",
          en: "The file \(file) cannot be read as UTF-8 text.")
      }
      let given =
        file.lowercased().hasSuffix(".po")
        ? try PortableObject.read(text) : try LanguagePack.lines(csv: text)
      let imported = try FormStrings(named.authored()).imported(given, language: language)
      let folder = named.file.deletingLastPathComponent()
        .appending(path: LanguagePack.folderName)
      try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let target = folder.appending(path: "\(language.rawValue).csv")
      try Output.save(Data(LanguagePack.csv(imported.pack.lines).utf8), to: target.path)
      report(imported, target)
    }

    private func report(_ imported: FormStrings.Imported, _ target: URL) {
      if common.json {
        Output.json(
          .record([
            ("file", .string(target.path)), ("name", .string(imported.pack.name)),
            ("translated", .integer(Int64(imported.translated))),
            ("total", .integer(Int64(imported.total))), ("outdated", .strings(imported.outdated)),
          ]))
      } else {
        Output.lines(imported.outdated.map { "Bỏ qua, tiếng Việt đã đổi: \($0)" })
        print(
          "\(imported.pack.name): \(imported.translated)/\(imported.total) chữ đã dịch, "
            + target.path)
      }
    }
  }

  static func language(_ code: String) throws -> Language {
    guard let language = Language(rawValue: code), !Language.allCases.contains(language) else {
      throw DossierError(
        .badInput, vi: "Mã ngôn ngữ là mã BCP 47 như hmn; vi và en thuộc về chính biểu mẫu.",
        en: "--language is a code such as hmn; vi and en belong into the form itself.")
    }
    return language
  }
}
