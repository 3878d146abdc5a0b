import Dossiers
import FormEngine
package import Foundation
import Identity
package import Sync

/// Makes the dictionary of a catalogue's folder: for every procedure a dossier as it usually
/// arrives, of the first valid sample and of all paths the form has. The same folder gives the
/// same bytes.
package struct DictionaryMaker {
  private let library: FormLibrary
  private let folder: CatalogueFolder

  /// - Parameter shipped: The folder `Forms` the catalogue is read beside.
  package init(_ folder: URL, beside shipped: URL) throws {
    self.folder = CatalogueFolder(folder)
    library = try FormLibrary {
      CatalogueReading.Places(shipped: shipped, published: folder)
    }
  }

  /// - Returns: `nil` for a folder without procedures.
  package func make() throws -> SegmentDictionary? {
    var newest: [String: ProcedureCatalogue.Entry] = [:]
    for entry in try folder.read().entries {
      let known = newest[entry.procedure.code]
      if known.map({ $0.procedure.inForce.from < entry.procedure.inForce.from }) ?? true {
        newest[entry.procedure.code] = entry
      }
    }
    let lines = try newest.sorted { $0.key < $1.key }.map { try body($0.value).canonical }
    let file = Data(lines.joined(separator: Data("\n".utf8)))
    return SegmentDictionary(file.prefix(SegmentDictionary.byteLimit))
  }

  /// What `dossier.received` of the procedure says.
  private func body(_ entry: ProcedureCatalogue.Entry) throws -> JSONValue {
    let procedure = entry.procedure
    let fields = try library.definition(procedure.code, version: procedure.version).fields
    let sample = try sample(entry)
    let asked = fields.filter { $0.isAsked && $0.shape != .rows }.map { ($0.path, "") }
    let answers = Dictionary(asked + sample.values.map { ($0, $1) }) { _, given in given }
    let frozen = fields.filter { $0.isCalculated && !$0.isAsked }.map { ($0.path, "") }
    return [
      "answers": .object(answers.mapValues { .string($0) }),
      "components": .array(procedure.components.map(Self.json)),
      "fee": ["lines": .array(procedure.fees.map(Self.json)), "total": 0],
      "frozen": .object(Dictionary(frozen) { one, _ in one }.mapValues { .string($0) }),
      "procedure": .string(procedure.code),
      "rows": .object(sample.rows.mapValues { .array($0.map { .string($0) }) }),
      "version": .string(procedure.version),
    ]
  }

  /// The answers of the first valid sample, none without one.
  private func sample(_ entry: ProcedureCatalogue.Entry) throws -> FlatAnswers {
    let samples = entry.folder.appending(path: "samples")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: samples.path)) ?? []
    let valid = names.filter { $0.hasPrefix("valid-") && $0.hasSuffix(".json") }
    guard let first = valid.min() else { return FlatAnswers() }
    let answers = try FormAnswers(json: Data(contentsOf: samples.appending(path: first)))
    return FlatAnswers(answers) { "00000000" }
  }

  private static func json(_ component: Component) -> JSONValue {
    [
      "certified": 0, "copy": .integer(Int64(component.copy)), "id": .string(component.id),
      "original": .integer(Int64(component.original)), "presented": 0,
    ]
  }

  private static func json(_ fee: Fee) -> JSONValue {
    [
      "amount": 0, "id": .string(fee.id), "name": .string(fee.name.vi),
      "nameEn": .string(fee.name.en),
    ]
  }
}
