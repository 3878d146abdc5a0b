import ArgumentParser
import Authoring
import Dossiers
import FormEngine
import Foundation
import Identity

struct FormCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Read a form and say where it is wrong: sheet, row, column and reason.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var register: EntityOptions
  @Flag(help: "Write the compiled form.xml beside a form.md or form.xlsx without errors.")
  var write = false
  @Argument(help: "A form: .md, .xlsx or .xml.") var form: String

  func run() async throws {
    let named = FormFile(form)
    let authored = try named.authored()
    let samples = try SampleEntities(beside: named.file, named: register.entities)
    var check = FormCheck(
      authored, registers: named.registers, published: named.published, entities: samples)
    if check.isValid, write {
      try write(authored)
      check = FormCheck(
        authored, registers: named.registers, published: named.published, entities: samples)
    }
    if common.json {
      Output.json(json(check))
    } else if check.isValid || check.findings.count > 1 {
      // One error alone is the sentence on standard error.
      Output.lines(check.findings.map { "\(word($0.severity)) \($0.text)" })
      if check.isValid, let definition = check.definition {
        let warned = check.warnings.isEmpty ? "" : ", \(check.warnings.count) cảnh báo"
        print("\(definition.title) (\(definition.id), \(definition.version)): đúng\(warned)")
      }
    }
    if let first = check.errors.first {
      let more = check.errors.count > 1 ? " (and \(check.errors.count - 1) more)" : ""
      let sentence = "\(named.file.lastPathComponent): \(first.text)\(more)"
      throw DossierError(.badInput, vi: sentence, en: sentence)
    }
  }

  private func word(_ severity: FormFinding.Severity) -> String {
    severity == .error ? "Lỗi:" : "Cảnh báo:"
  }

  private func write(_ form: AuthoredForm) throws {
    guard form.file.pathExtension.lowercased() != "xml", let xml = form.xml else {
      throw DossierError(
        .badInput, vi: "--write chỉ dùng cho .md và .xlsx.",
        en: "--write is for a form.md or form.xlsx: \(form.file.path) is compiled already.")
    }
    let target = form.file.deletingLastPathComponent().appending(path: "form.xml")
    do {
      try xml.write(to: target, options: .atomic)
    } catch {
      throw DossierError(
        .refused, vi: "Không ghi được \(target.path).", en: "\(target.path) cannot be written.")
    }
  }

  private func json(_ check: FormCheck) -> JSONValue {
    .record([
      ("valid", .bool(check.isValid)), ("id", check.definition.map { .string($0.id) }),
      ("version", check.definition.map { .string($0.version) }),
      ("title", check.definition.map { .string($0.title) }),
      ("languages", check.definition.map { .strings($0.languages) }),
      ("errors", .array(check.errors.map(json))), ("warnings", .array(check.warnings.map(json))),
    ])
  }

  private func json(_ finding: FormFinding) -> JSONValue {
    .record([
      ("sheet", finding.place.sheet.map { .string($0) }),
      ("row", finding.place.row.map { .integer(Int64($0)) }),
      ("line", finding.place.line.map { .integer(Int64($0)) }),
      ("column", finding.place.column.map { .string($0) }),
      ("path", finding.place.path.map { .string($0) }), ("message", .string(finding.message)),
    ])
  }
}
