package import Foundation

/// Something of the catalogue that cannot be used, as one sentence; the rest works.
package struct CatalogueFault: Sendable, Hashable {
  /// Where it lies, below the folder of the catalogue.
  package let place: String
  package let message: LocalizedText

  package init(place: String, message: LocalizedText) {
    self.place = place
    self.message = message
  }

  /// - Parameter error: What reading it came to.
  package init(place: String, error: any Error) {
    let message =
      (error as? DossierError)?.message ?? LocalizedText(vi: "\(place): \(error)", en: "\(error)")
    self.init(place: place, message: message)
  }
}

/// A folder with procedures, one folder for each code and in it one for each version.
package struct CatalogueFolder: Sendable, Hashable {
  /// Pictures, sounds and films of a form's labels, beside the form.
  package static let mediaFolder = "media"

  package let url: URL

  package init(_ url: URL) { self.url = url }

  /// Every version that can be used, and what cannot.
  ///
  /// - Throws: ``DossierError`` when there is no such folder.
  package func read() throws -> (entries: [ProcedureCatalogue.Entry], faults: [CatalogueFault]) {
    var entries: [ProcedureCatalogue.Entry] = []
    var faults: [CatalogueFault] = []
    for (code, version) in try versions() {
      do {
        let (packs, wrong) = LanguagePack.packs(
          beside: url.appending(path: "\(code)/\(version)"))
        entries.append(try entry(code, version, packs))
        faults += wrong.map {
          CatalogueFault(place: "\(code)/\(version)/\($0.place)", message: $0.message)
        }
      } catch {
        faults.append(CatalogueFault(place: "\(code)/\(version)", error: error))
      }
    }
    return (entries, faults)
  }

  /// The folders of versions, in order.
  package func versions() throws -> [(code: String, version: String)] {
    let files = FileManager.default
    guard let codes = try? files.contentsOfDirectory(atPath: url.path) else {
      throw DossierError(
        .notFound, vi: "Không có thư mục danh mục thủ tục \(url.path).",
        en: "There is no catalogue folder \(url.path).")
    }
    return codes.filter(ProcedureCode.isValid).sorted().flatMap { code in
      let children =
        (try? files.contentsOfDirectory(atPath: url.appendingPathComponent(code).path)) ?? []
      return children.filter { !$0.hasPrefix(".") }.sorted().map { (code, $0) }
    }
  }

  private func entry(
    _ code: String, _ version: String, _ packs: [LanguagePack]
  ) throws -> ProcedureCatalogue.Entry {
    let place = url.appendingPathComponent(code).appendingPathComponent(version)
    let file = place.appendingPathComponent("procedure.json")
    let procedure =
      packs.isEmpty
      ? try JSONFile.read(Procedure.self, at: file)
      : try JSONFile.decode(
        Procedure.self, from: ProcedureStrings.translated(Data(contentsOf: file), by: packs),
        named: file.path)
    guard procedure.code == code, procedure.version == version else {
      throw DossierError(
        .badInput, vi: "\(file.path): mã và phiên bản phải trùng với tên thư mục.",
        en: "\(file.path): code and version must be those of the folder's name.")
    }
    guard FileManager.default.fileExists(atPath: place.appendingPathComponent("form.xml").path)
    else {
      throw DossierError(
        .badInput, vi: "\(place.path): thiếu biểu mẫu form.xml.",
        en: "\(place.path): the form form.xml is missing.")
    }
    return ProcedureCatalogue.Entry(procedure: procedure, folder: place, packs: packs)
  }
}

extension ProcedureCatalogue {
  /// The catalogue of one folder, of which everything must be usable.
  package init(load folder: URL) throws {
    let (entries, faults) = try CatalogueFolder(folder).read()
    if let fault = faults.first {
      throw DossierError(.badInput, vi: fault.message.vi, en: fault.message.en)
    }
    try self.init(entries: entries, words: try SearchWords.read(in: folder))
  }
}
