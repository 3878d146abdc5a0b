import Counter
import Dossiers
import FormEngine
import Foundation
import Identity

/// Compares the files beside a form with the form: their expressions and paths must lead somewhere.
struct ProcedureFormCheck {
  private let folder: URL
  private let definition: FormDefinition
  /// Holds the schemas; nil where no catalogue is installed.
  private let published: URL?
  private(set) var findings: [FormFinding] = []

  init(folder: URL, _ definition: FormDefinition, published: URL?) {
    self.folder = folder
    self.definition = definition
    self.published = published
    checkProcedure()
    checkSchema("renames", RenameMap.fileName)
    checkSamples()
  }

  /// Holds a file beside the form against its schema; a missing file is none to hold.
  @discardableResult
  private mutating func checkSchema(_ schema: String, _ name: String) -> Bool {
    guard let data = try? Data(contentsOf: folder.appending(path: name)),
      let file = published?.appending(path: "\(schema).schema.json"),
      let check = try? SchemaCheck(file)
    else { return true }
    let faults = check.faults(data)
    for fault in faults { add(fault.message, name, fault.place) }
    return faults.isEmpty
  }

  private mutating func add(
    _ message: String, _ sheet: String, _ place: String, _ severity: FormFinding.Severity = .error
  ) {
    findings.append(
      FormFinding(
        severity, message, at: .init(sheet: sheet, column: place.isEmpty ? nil : place)))
  }

  // MARK: procedure.json

  private static let procedureFile = "procedure.json"

  private mutating func checkProcedure() {
    let file = folder.appending(path: Self.procedureFile)
    guard FileManager.default.fileExists(atPath: file.path),
      checkSchema("procedure", Self.procedureFile)
    else { return }
    let procedure: Procedure
    do {
      procedure = try JSONFile.read(Procedure.self, at: file)
    } catch {
      let message = "\(error)".replacing("\(file.path): ", with: "")
      findings.append(FormFinding(.error, message, at: .init(sheet: Self.procedureFile)))
      return
    }
    if procedure.code != definition.id {
      add("It is of \(procedure.code), the form of \(definition.id).", Self.procedureFile, "code")
    }
    if procedure.version != definition.version {
      add(
        "It is version \(procedure.version), the form version \(definition.version).",
        Self.procedureFile, "version")
    }
    for (place, expression) in procedure.formExpressions {
      check(expression: expression, Self.procedureFile, place)
    }
    for (place, path) in procedure.formPaths { check(path: path, Self.procedureFile, place) }
    for (index, next) in procedure.next.enumerated() { check(next, "next[\(index)]") }
    if let declaration = procedure.declaration { checkDeclaration(declaration.layout) }
  }

  /// A condition that asks for what is not there would never hold: that is an error.
  private mutating func check(
    expression: String, _ sheet: String, _ place: String, at row: String = ""
  ) {
    let isCondition = place.hasPrefix("next[") && place.hasSuffix(".when")
    do {
      for path in try definition.unknownPaths(in: expression, at: row) {
        add("\(path) leads nowhere in the form.", sheet, place, isCondition ? .error : .warning)
      }
    } catch {
      add("The expression cannot be read: \(error).", sheet, place)
    }
  }

  private mutating func check(path: String, _ sheet: String, _ place: String) {
    if !definition.fields.contains(where: { $0.path == path }) {
      add("The form has no \(path).", sheet, place)
    }
  }

  /// What is carried on must lead somewhere in the next procedure's newest form.
  private mutating func check(_ next: NextProcedure, _ place: String) {
    for (index, rule) in next.carryRows.enumerated()
    where !definition.fields.contains(where: { $0.path == rule.rows && $0.shape == .rows }) {
      add(
        "The form has no repeat \(rule.rows).", Self.procedureFile,
        "\(place).carryRows[\(index)].rows")
    }
    for (inner, expression, row) in next.expressions {
      check(expression: expression, Self.procedureFile, "\(place).\(inner)", at: row)
    }
    guard let published else { return }
    let versions =
      (try? CatalogueFolder(published).versions())?.filter { $0.code == next.code }
      .map(\.version).sorted { FormVersion($0) < FormVersion($1) } ?? []
    guard let newest = versions.last,
      let xml = try? Data(
        contentsOf: published.appending(path: "\(next.code)/\(newest)/form.xml")),
      let form = try? FormDefinition(
        xml: xml, resources: .folder(published.appending(path: "registers")),
        functions: FormLibrary.functions)
    else {
      return add("The catalogue has no \(next.code).", Self.procedureFile, place, .warning)
    }
    let known = Set(form.fields.map(\.path))
    for (inner, path) in next.targets where !known.contains(path) {
      add("The form of \(next.code) has no \(path).", Self.procedureFile, "\(place).\(inner)")
    }
  }

  // MARK: declaration.json

  private mutating func checkDeclaration(_ name: String) {
    let file = folder.appending(path: name)
    guard let data = try? Data(contentsOf: file),
      let json = try? JSONSerialization.jsonObject(with: data)
    else { return add("It cannot be read as JSON.", name, "") }
    checkSchema("declaration", name)
    walk(json, name, "")
  }

  private mutating func walk(_ json: Any, _ sheet: String, _ place: String) {
    switch json {
    case let object as [String: Any]:
      for (key, value) in object.sorted(by: { $0.key < $1.key }) {
        let inner = place.isEmpty ? key : "\(place).\(key)"
        if key == "if", let expression = value as? String {
          check(expression: expression, sheet, inner)
        } else {
          walk(value, sheet, inner)
        }
      }
    case let list as [Any]:
      for (index, value) in list.enumerated() { walk(value, sheet, "\(place)[\(index)]") }
    case let text as String:
      for match in text.matches(of: /\{([^{}|]+)(?:\|[^{}]*)?\}/)
      where !match.1.hasPrefix("unit.") {
        check(path: String(match.1), sheet, place)
      }
    default: break
    }
  }

  // MARK: samples

  private mutating func checkSamples() {
    let samples = folder.appending(path: "samples")
    let files =
      (try? FileManager.default.contentsOfDirectory(at: samples, includingPropertiesForKeys: nil))
      ?? []
    for file in files.sorted(by: { $0.path < $1.path }) where file.pathExtension == "json" {
      let name = "samples/\(file.lastPathComponent)"
      guard let data = try? Data(contentsOf: file),
        (try? JSONValue(parsing: data)) == nil || checkSchema("sample", name)
      else { continue }
      do {
        let answers = try FormAnswers(json: data)
        let session = try FormSession(definition, environment: Self.environment)
        for problem in try session.load(answers) where problem.kind == .unknown {
          add(problem.message, name, problem.path, .warning)
        }
      } catch {
        findings.append(FormFinding(.error, "\(error)", at: .init(sheet: name)))
      }
    }
  }

  /// Structure does not depend on the day.
  private static let environment = FormLibrary.environment(
    now: Instant(milliseconds: 0), language: .vietnamese)
}

extension Procedure {
  /// Expressions over the form's answers, by their place in procedure.json.
  package var formExpressions: [(place: String, expression: String)] {
    fees.map { ("fees.\($0.id).amount", $0.amount) }
      + components.map { ("components.\($0.id).requiredIf", $0.requiredIf) }
      + carry.enumerated().flatMap { index, rule in
        [("carry[\(index)].when", rule.when), ("carry[\(index)].value", rule.value)]
      }
  }

  /// Paths of fields, by their place in procedure.json.
  package var formPaths: [(place: String, path: String)] {
    func roles(_ name: String, _ paths: AnswerPaths?) -> [(String, String)] {
      (paths?.byRole ?? [:]).sorted { $0.key < $1.key }.map { ("\(name).\($0.key)", $0.value) }
    }
    return roles("applicant", applicant) + roles("owner", owner)
      + (titlePath.map { [("titlePath", $0)] } ?? [])
      + prefill.enumerated().map { ("prefill[\($0)].to", $1.to) }
      + carry.enumerated().map { ("carry[\($0)].to", $1.to) }
      + carry.enumerated().compactMap { index, rule in rule.on.map { ("carry[\(index)].on", $0) } }
  }
}
