package import Foundation

/// The procedures an office offers: every version found below a folder of the shape
/// `<code>/<version>/procedure.json`, as the province's overlay amends it.
package struct ProcedureCatalogue: Sendable {
  package struct Entry: Sendable, Hashable {
    package internal(set) var procedure: Procedure
    /// Holds `form.xml`, the layout of the declaration and the samples.
    package let folder: URL
    /// Languages the province added to it.
    package let packs: [LanguagePack]

    package init(procedure: Procedure, folder: URL, packs: [LanguagePack] = []) {
      self.procedure = procedure
      self.folder = folder
      self.packs = packs
    }
  }

  /// Sorted by code, then by the first day in force.
  package let entries: [Entry]
  /// Versions that are no longer offered; dossiers received under them still need them.
  package let retired: [Entry]
  /// What the province says otherwise.
  package let overlay: ProvinceOverlay?
  /// What people say for what the procedures say.
  package let words: SearchWords
  let index = SearchIndex()

  package init(
    entries: [Entry], retired: [Entry] = [], overlay: ProvinceOverlay? = nil,
    words: SearchWords = .none
  ) throws {
    self.entries = entries.sorted {
      ($0.procedure.code, $0.procedure.inForce.from)
        < ($1.procedure.code, $1.procedure.inForce.from)
    }
    self.retired = retired
    self.overlay = overlay
    self.words = words
    for (earlier, later) in zip(self.entries, self.entries.dropFirst())
    where earlier.procedure.code == later.procedure.code {
      let (one, two) = (earlier.procedure, later.procedure)
      guard one.inForce.from != two.inForce.from else {
        throw DossierError(
          .badInput,
          vi: "Thủ tục \(one.code): hai phiên bản \(one.version) và \(two.version) cùng có hiệu "
            + "lực từ ngày \(one.inForce.from).",
          en: "Procedure \(one.code): the versions \(one.version) and \(two.version) come into "
            + "force on the same day, \(one.inForce.from).")
      }
    }
  }

  /// The languages anything of it is in.
  package var languages: [LanguageName] {
    var all = LanguageName.official
    for name in entries.flatMap(\.packs).map(\.languageName)
    where !all.contains(where: { $0.language == name.language }) {
      all.append(name)
    }
    return all
  }

  /// What is offered on a day, one version of each procedure: of several in force it is the one
  /// that came into force last, so that a new version needs no change of the old one.
  package func inForce(on date: CivilDate) -> [Entry] {
    var offered: [Entry] = []
    for entry in entries where entry.procedure.inForce.contains(date) {
      if offered.last?.procedure.code == entry.procedure.code { offered.removeLast() }
      offered.append(entry)
    }
    return offered.map { amended($0, on: date) }
  }

  /// The version of a procedure in force on a day.
  package func entry(_ code: String, on date: CivilDate) throws -> Entry {
    let versions = entries.filter { $0.procedure.code == code }
    if let entry = versions.last(where: { $0.procedure.inForce.contains(date) }) {
      return amended(entry, on: date)
    }
    guard !versions.isEmpty else { throw unknown(code) }
    throw DossierError(
      .refused, vi: "Thủ tục \(code) không có phiên bản nào có hiệu lực ngày \(Spoken.full(date)).",
      en: "The procedure \(code) has no version in force on \(date).")
  }

  /// A certain version, in force or not: the one a dossier was received under.
  ///
  /// - Parameter date: The day whose amendments apply: the day of reception.
  package func entry(_ code: String, version: String, on date: CivilDate? = nil) throws -> Entry {
    let isIt = { (entry: Entry) in
      entry.procedure.code == code && entry.procedure.version == version
    }
    guard let entry = entries.first(where: isIt) ?? retired.first(where: isIt) else {
      throw unknown("\(code) \(version)")
    }
    return date.map { amended(entry, on: $0) } ?? entry
  }

  private func amended(_ entry: Entry, on date: CivilDate) -> Entry {
    guard let overlay else { return entry }
    return Entry(
      procedure: overlay.amended(entry.procedure, on: date), folder: entry.folder,
      packs: entry.packs)
  }

  private func unknown(_ code: String) -> DossierError {
    DossierError(
      .notFound, vi: "Danh mục không có thủ tục \(DossierError.quoted(code)).",
      en: "The catalogue has no procedure \(DossierError.quoted(code)).")
  }
}
