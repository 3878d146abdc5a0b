package import Foundation

/// What an office finds when it reads its catalogue: what can be used, and one sentence for
/// everything that cannot.
package struct CatalogueReading: Sendable {
  package let catalogue: ProcedureCatalogue
  package let calendar: WorkCalendar
  package let lifeCycle: LifeCycleTable
  /// `nil` while no file of it can be used.
  package let index: IndexDefinitions?
  package private(set) var faults: [CatalogueFault] = []
  /// Nobody may be charged by a file that cannot be read: reception waits until it is right.
  package private(set) var overlayFault: CatalogueFault?

  /// Where a catalogue is read from.
  package struct Places: Sendable, Hashable {
    /// What came with the program.
    package var shipped: URL
    /// The newest catalogue of the province, if it published one.
    package var published: URL?
    /// Its earlier ones, newest first: dossiers received under them need them for ever.
    package var earlier: [URL]
    /// A province's own file beside the data; it goes before the published one.
    package var overlay: URL?

    package init(shipped: URL, published: URL? = nil, earlier: [URL] = [], overlay: URL? = nil) {
      self.shipped = shipped
      self.published = published
      self.earlier = earlier
      self.overlay = overlay
    }
  }

  /// - Parameters:
  ///   - known: The last overlay that could be used; it stays while a new one is broken.
  ///   - isUsable: Whether the form of a version may be offered; says why not by throwing.
  package init(
    _ places: Places, known: ProvinceOverlay? = nil,
    isUsable: (ProcedureCatalogue.Entry) throws -> Void = { _ in }
  ) throws {
    let published = places.published.map(CatalogueFolder.init)
    var (entries, faults) = try CatalogueFolder(places.shipped).read()
    if let published {
      let (more, wrong) = try published.read()
      faults += wrong
      for entry in more {
        if let fault = Self.clash(of: entry, with: entries) {
          faults.append(fault)
        } else if !entries.contains(where: { $0.isSameVersion(as: entry) }) {
          entries.append(entry)
        }
      }
    }
    entries = Self.usable(entries, isUsable, &faults)
    let retired = places.earlier.flatMap { (try? CatalogueFolder($0).read().entries) ?? [] }
    let main = published?.url ?? places.shipped
    calendar = try Self.calendar(published?.url, places.shipped, &faults)
    lifeCycle = Self.lifeCycle([published?.url, places.shipped], &faults)
    index = IndexDefinitions.read(
      [published?.url, places.shipped].compactMap(\.self), faults: &faults)
    let words = SearchWords.reading([places.shipped, main], faults: &faults)
    let overlayFile = [places.overlay, published?.url.appending(path: ProvinceOverlay.fileName)]
      .compactMap(\.self).first { FileManager.default.fileExists(atPath: $0.path) }
    var overlay: ProvinceOverlay?
    if let overlayFile {
      do {
        let read = try JSONFile.read(ProvinceOverlay.self, at: overlayFile)
        try read.check(against: (entries + retired).map(\.procedure))
        overlay = read
      } catch {
        let fault = CatalogueFault(place: overlayFile.lastPathComponent, error: error)
        overlay = known
        if known == nil { overlayFault = fault }
        faults.append(fault)
      }
    }
    catalogue = try ProcedureCatalogue(
      entries: entries, retired: retired, overlay: overlay, words: words)
    self.faults = faults
  }

  /// The same version with another content: a published version never changes.
  package static func clash(
    of entry: ProcedureCatalogue.Entry, with known: [ProcedureCatalogue.Entry]
  ) -> CatalogueFault? {
    guard let other = known.first(where: { $0.isSameVersion(as: entry) }) else { return nil }
    let name = "\(entry.procedure.code) \(entry.procedure.version)"
    let media = Set([entry, other].flatMap { names(ofMediaIn: $0.folder) })
    let isSame = (["procedure.json", "form.xml"] + media).allSatisfy { file in
      FileManager.default.contentsEqual(
        atPath: entry.folder.appending(path: file).path,
        andPath: other.folder.appending(path: file).path)
    }
    if isSame { return nil }
    return CatalogueFault(
      place: "\(entry.procedure.code)/\(entry.procedure.version)",
      message: LocalizedText(
        vi: "Danh mục của tỉnh sửa thủ tục \(name) mà không đổi phiên bản; vẫn dùng bản đã có.",
        en: "The province's catalogue changes \(name) without a new version; the known one stays."))
  }

  private static func names(ofMediaIn folder: URL) -> [String] {
    let media = CatalogueFolder.mediaFolder
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: media).path)
    return (names ?? []).filter { $0.first != "." }.map { "\(media)/\($0)" }
  }

  /// Leaves out what cannot be offered: a broken form, or a second version of the same first day.
  private static func usable(
    _ entries: [ProcedureCatalogue.Entry], _ isUsable: (ProcedureCatalogue.Entry) throws -> Void,
    _ faults: inout [CatalogueFault]
  ) -> [ProcedureCatalogue.Entry] {
    var kept: [ProcedureCatalogue.Entry] = []
    for entry in entries {
      let procedure = entry.procedure
      do {
        _ = try ProcedureCatalogue(
          entries: kept.filter { $0.procedure.code == procedure.code } + [entry])
        try isUsable(entry)
        kept.append(entry)
      } catch {
        faults.append(
          CatalogueFault(place: "\(procedure.code)/\(procedure.version)", error: error))
      }
    }
    return kept
  }

  /// The first table that can be used; the national one where none can, so that work goes on.
  private static func lifeCycle(
    _ folders: [URL?], _ faults: inout [CatalogueFault]
  ) -> LifeCycleTable {
    for file in folders.compactMap({ $0?.appending(path: LifeCycleTable.fileName) })
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        return try JSONFile.read(LifeCycleTable.self, at: file)
      } catch { faults.append(CatalogueFault(place: LifeCycleTable.fileName, error: error)) }
    }
    return .national
  }

  private static func calendar(
    _ published: URL?, _ shipped: URL, _ faults: inout [CatalogueFault]
  ) throws -> WorkCalendar {
    let name = "calendar.json"
    if let file = published?.appending(path: name),
      FileManager.default.fileExists(atPath: file.path)
    {
      do {
        return try JSONFile.read(WorkCalendar.self, at: file)
      } catch { faults.append(CatalogueFault(place: name, error: error)) }
    }
    return try JSONFile.read(WorkCalendar.self, at: shipped.appending(path: name))
  }
}

extension ProcedureCatalogue.Entry {
  fileprivate func isSameVersion(as other: Self) -> Bool {
    procedure.code == other.procedure.code && procedure.version == other.procedure.version
  }
}
