package import Foundation

/// The procedures an office offers: every version found below a folder of the shape
/// `<code>/<version>/procedure.json`.
package struct ProcedureCatalogue: Sendable {
  package struct Entry: Sendable, Hashable {
    package let procedure: Procedure
    /// Holds `form.xml`, the layout of the declaration and the samples.
    package let folder: URL

    package init(procedure: Procedure, folder: URL) {
      self.procedure = procedure
      self.folder = folder
    }
  }

  /// Sorted by code, then by the first day in force.
  package let entries: [Entry]

  package init(entries: [Entry]) throws {
    self.entries = entries.sorted {
      ($0.procedure.code, $0.procedure.inForce.from)
        < ($1.procedure.code, $1.procedure.inForce.from)
    }
    for (earlier, later) in zip(self.entries, self.entries.dropFirst())
    where earlier.procedure.code == later.procedure.code {
      let (one, two) = (earlier.procedure, later.procedure)
      guard !one.inForce.overlaps(two.inForce) else {
        throw DossierError(
          .badInput,
          vi:
            "Thủ tục \(one.code): hai phiên bản \(one.version) và \(two.version) cùng có hiệu lực.",
          en: "Procedure \(one.code): the versions \(one.version) and \(two.version) are in force "
            + "at the same time.")
      }
    }
  }

  package init(load folder: URL) throws {
    let files = FileManager.default
    guard let codes = try? files.contentsOfDirectory(atPath: folder.path) else {
      throw DossierError(
        .notFound, vi: "Không có thư mục danh mục thủ tục \(folder.path).",
        en: "There is no catalogue folder \(folder.path).")
    }
    var entries: [Entry] = []
    for code in codes.sorted() where ProcedureCode.isValid(code) {
      let ofCode = folder.appendingPathComponent(code)
      for version in try files.contentsOfDirectory(atPath: ofCode.path).sorted() {
        let place = ofCode.appendingPathComponent(version)
        let file = place.appendingPathComponent("procedure.json")
        guard files.fileExists(atPath: file.path) else { continue }
        let procedure = try JSONFile.read(Procedure.self, at: file)
        guard procedure.code == code, procedure.version == version else {
          throw DossierError(
            .badInput,
            vi: "\(file.path): mã và phiên bản phải trùng với tên thư mục.",
            en: "\(file.path): code and version must be those of the folder's name.")
        }
        entries.append(Entry(procedure: procedure, folder: place))
      }
    }
    try self.init(entries: entries)
  }

  package func inForce(on date: CivilDate) -> [Entry] {
    entries.filter { $0.procedure.inForce.contains(date) }
  }

  /// The version of a procedure in force on a day.
  package func entry(_ code: String, on date: CivilDate) throws -> Entry {
    if let entry = inForce(on: date).first(where: { $0.procedure.code == code }) { return entry }
    guard entries.contains(where: { $0.procedure.code == code }) else { throw unknown(code) }
    throw DossierError(
      .refused, vi: "Thủ tục \(code) không có phiên bản nào có hiệu lực ngày \(Spoken.full(date)).",
      en: "The procedure \(code) has no version in force on \(date).")
  }

  /// A certain version, in force or not: the one a dossier was received under.
  package func entry(_ code: String, version: String) throws -> Entry {
    guard
      let entry = entries.first(where: {
        $0.procedure.code == code && $0.procedure.version == version
      })
    else { throw unknown("\(code) \(version)") }
    return entry
  }

  private func unknown(_ code: String) -> DossierError {
    DossierError(
      .notFound, vi: "Danh mục không có thủ tục \(DossierError.quoted(code)).",
      en: "The catalogue has no procedure \(DossierError.quoted(code)).")
  }
}
