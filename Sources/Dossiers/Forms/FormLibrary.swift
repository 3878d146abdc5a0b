package import FormEngine
package import Foundation
import Synchronization

/// The catalogue and the forms of an office, as they lie on the disk now: what is put there while
/// the office runs is picked up, what cannot be used is reported and left out.
package final class FormLibrary: Sendable {
  private struct State {
    var reading: CatalogueReading
    var seen: CatalogueTrace
    var nextLook: ContinuousClock.Instant
    var compiled: [String: FormDefinition] = [:]
    /// Forms known not to work, by folder, until something changes.
    var broken: [String: DossierError] = [:]
  }

  private let places: @Sendable () -> CatalogueReading.Places
  private let state: Mutex<State>

  /// How long the catalogue is believed to be as it was last seen.
  private static let lookEvery = Duration.seconds(1)

  /// - Parameters:
  ///   - folder: the `Forms` folder, with `registers` and one folder per procedure.
  ///   - data: the data folder, where the province's catalogue and overlay lie.
  /// - Throws: ``DossierError`` when there is no such folder or its calendar cannot be read.
  package convenience init(folder: URL, data: URL? = nil) throws {
    let data = data.map(DataCatalogue.init)
    try self.init {
      let versions = data?.versions() ?? []
      return CatalogueReading.Places(
        shipped: folder, published: versions.first, earlier: Array(versions.dropFirst()),
        overlay: data?.overlay)
    }
  }

  /// - Parameter places: where the catalogue lies now; asked at every look.
  package init(places: @escaping @Sendable () -> CatalogueReading.Places) throws {
    self.places = places
    let now = places()
    state = Mutex(
      State(
        reading: try CatalogueReading(now), seen: CatalogueTrace(now),
        nextLook: ContinuousClock.now + Self.lookEvery))
  }

  /// Where catalogues lie now, the newest first and the shipped one last.
  package var folders: [URL] {
    let places = places()
    return [places.published].compactMap(\.self) + places.earlier + [places.shipped]
  }

  package var catalogue: ProcedureCatalogue { reading.catalogue }
  package var calendar: WorkCalendar { reading.calendar }
  package var lifeCycle: LifeCycleTable { reading.lifeCycle }
  package var index: IndexDefinitions? { reading.index }
  /// What of the catalogue cannot be used, a sentence each.
  package var faults: [CatalogueFault] { reading.faults }

  /// - Throws: ``DossierError`` when the province's file is broken and no earlier one is known.
  package func requireOverlay() throws {
    guard let fault = reading.overlayFault else { return }
    throw DossierError(
      .refused, vi: "Chưa tiếp nhận được vì tệp của tỉnh có lỗi: \(fault.message.vi)",
      en: "Nothing can be received while the province's file is wrong: \(fault.message.en)")
  }

  /// The catalogue as it was at most a second ago.
  package var reading: CatalogueReading {
    state.withLock { state in
      let now = ContinuousClock.now
      if now >= state.nextLook {
        state.nextLook = now + Self.lookEvery
        look(&state)
      }
      return state.reading
    }
  }

  /// Looks at once, whenever the last look was.
  package func refresh() { state.withLock { look(&$0) } }

  private func look(_ state: inout State) {
    let places = places()
    let trace = CatalogueTrace(places)
    guard trace != state.seen else { return }
    state.seen = trace
    state.compiled = [:]
    state.broken = [:]
    read(places, &state)
  }

  /// Reads anew; a catalogue that is gone altogether leaves the last one in use.
  private func read(_ places: CatalogueReading.Places, _ state: inout State) {
    let broken = state.broken
    let reading = try? CatalogueReading(places, known: state.reading.catalogue.overlay) { entry in
      if let error = broken[entry.folder.path] { throw error }
    }
    if let reading { state.reading = reading }
  }

  /// Compiles every form on offer, so that a broken one is known before somebody asks for it.
  package func compileAll() {
    for entry in catalogue.entries {
      _ = try? definition(entry.procedure.code, version: entry.procedure.version)
    }
  }

  /// The compiled form of one version of a procedure.
  /// - Throws: ``DossierError`` when there is no such version or its form is broken.
  package func definition(_ code: String, version: String) throws -> FormDefinition {
    let key = "\(code)/\(version)"
    let entry = try catalogue.entry(code, version: version)
    if let known = state.withLock({ $0.compiled[key] }) { return known }
    do {
      let definition = try compile(entry)
      state.withLock { $0.compiled[key] = definition }
      return definition
    } catch let error as DossierError {
      state.withLock { state in
        state.broken[entry.folder.path] = error
        read(places(), &state)
      }
      throw error
    }
  }

  private func compile(_ entry: ProcedureCatalogue.Entry) throws -> FormDefinition {
    let code = entry.procedure.code
    let file = entry.folder.appending(path: "form.xml")
    guard let xml = try? Data(contentsOf: file) else {
      throw DossierError(
        .notFound, vi: "Không đọc được biểu mẫu của thủ tục \(code).",
        en: "The form of procedure \(code) cannot be read: \(file.path).")
    }
    do {
      let texts = entry.packs.isEmpty ? nil : try FormTexts(xml: xml)
      let definition = try FormDefinition(
        xml: xml, resources: .folder(registers(of: entry)), functions: Self.functions,
        translations: texts.map { texts in entry.packs.map { $0.translation(of: texts) } } ?? [])
      try checkTypes(definition, of: entry)
      try checkNext(definition, of: entry)
      return definition
    } catch let error as FormError {
      throw DossierError(
        .refused, vi: "Biểu mẫu của thủ tục \(code) có lỗi: \(error).",
        en: "The form of procedure \(code) is broken: \(error)")
    }
  }

  /// A field keeps its type for ever, so that dossiers of all versions are read alike.
  private func checkTypes(
    _ definition: FormDefinition, of entry: ProcedureCatalogue.Entry
  ) throws {
    let (code, version) = (entry.procedure.code, entry.procedure.version)
    let map = try RenameMap.read(beside: entry.folder)
    for other in catalogue.entries where other.procedure.code == code {
      let older = other.procedure.version
      guard FormVersion(older) < FormVersion(version),
        let before = try? self.definition(code, version: older),
        let change = FieldTypeChange.changes(
          from: before, to: definition, renames: map?.from == older ? map : nil
        ).first
      else { continue }
      throw DossierError(
        .refused,
        vi: "Biểu mẫu \(code) \(version): mục \(change.path) đổi kiểu từ \(change.was) sang "
          + "\(change.now) so với phiên bản \(older); hãy đặt tên mới cho mục này.",
        en: "Form \(code) \(version): \(change.path) is \(change.now) and was \(change.was) in "
          + "version \(older); a field keeps its type for ever, so give it a new name.")
    }
  }

  /// A condition that cannot be asked, or asks for what the form does not have, would hide a next
  /// procedure for ever.
  private func checkNext(_ definition: FormDefinition, of entry: ProcedureCatalogue.Entry) throws {
    for (index, link) in entry.procedure.next.enumerated() {
      for (place, expression, row) in link.expressions {
        func refused(_ vi: String, _ en: String) -> DossierError {
          let (code, version) = (entry.procedure.code, entry.procedure.version)
          return DossierError(
            .refused,
            vi: "Thủ tục \(code) \(version), mục next[\(index)].\(place): \(vi).",
            en: "Procedure \(code) \(version), next[\(index)].\(place): \(en).")
        }
        guard
          row.isEmpty || definition.fields.contains(where: { $0.path == row && $0.shape == .rows })
        else {
          throw refused("biểu mẫu không có nhóm lặp \(row)", "the form has no repeat \(row)")
        }
        do {
          let unknown = try definition.unknownPaths(in: expression, at: row)
          guard place.hasSuffix("when"), let path = unknown.first else { continue }
          throw refused("biểu mẫu không có \(path)", "the form has no \(path)")
        } catch let error as FormError {
          throw refused(
            "không đọc được biểu thức “\(expression)” (\(error))",
            "the expression “\(expression)” cannot be read (\(error))")
        }
      }
    }
  }

  /// Folders with `layouts` of papers, the one that goes before first: the newest catalogue, then
  /// what came with the program.
  package var layoutFolders: [URL] {
    let places = places()
    return [places.published, places.shipped].compactMap(\.self)
  }

  /// The registers beside the procedure, else those that came with the program.
  private func registers(of entry: ProcedureCatalogue.Entry) -> URL {
    let own = entry.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "registers")
    return FileManager.default.fileExists(atPath: own.path)
      ? own : places().shipped.appending(path: "registers")
  }

  /// A session over one version of a form, as of a time, with texts in a language.
  /// - Parameters:
  ///   - seed: where what is random in it begins.
  ///   - lists: gives the registers the form looks at; without it they are empty.
  package func session(
    _ code: String, version: String, now: Instant, language: Language = .vietnamese,
    seed: UInt64 = 0, lists: (String) throws -> FormEntityList = { _ in .empty }
  ) throws -> FormSession {
    let definition = try definition(code, version: version)
    var environment = Self.environment(now: now, language: language)
    environment.seed = seed
    return try FormSession(
      definition, environment: environment,
      lists: Dictionary(
        uniqueKeysWithValues: definition.readEntityLists.map { ($0, try lists($0)) }))
  }

  package static func environment(now: Instant, language: Language) -> FormEnvironment {
    FormEnvironment(
      now: now.milliseconds, language: language.rawValue,
      messages: language == .english ? .english : .vietnamese)
  }

  /// The extension functions of the field, under the prefix `mc:`.
  package static let functions: FunctionLibrary = {
    var library = FunctionLibrary()
    for (name, function) in FormFunctions.all {
      library.register(name, arity: function.arity) { arguments in
        switch try function.call(arguments.map(\.text)) {
        case .string(let text): .string(text)
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        }
      }
    }
    return library
  }()
}
