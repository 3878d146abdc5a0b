import Counter
import Dossiers
import FormEngine
import Foundation

/// Compares a form with its other versions: a field keeps its type for ever, and what was
/// published under a version never changes.
struct VersionCheck {
  let form: AuthoredForm
  let definition: FormDefinition
  let registers: URL?
  let published: URL?
  let places: FormPlaces

  private struct Other {
    var folder: URL
    var definition: FormDefinition
    var xml: Data
  }

  var findings: [FormFinding] {
    guard !definition.version.isEmpty else {
      return [
        FormFinding(
          .warning, "The form has no version; give it one in the sheet settings.",
          at: .init(sheet: "settings", column: "version"))
      ]
    }
    let map: RenameMap?
    do {
      map = try RenameMap.read(beside: folder)
    } catch {
      return [finding(.error, "\(error)", sheet: RenameMap.fileName)]
    }
    let others = others()
    var found = stale()
    for other in others {
      if other.definition.version == definition.version {
        if !Self.same(other.xml, form.xml) {
          found.append(
            FormFinding(
              .error,
              "This is not what \(other.folder.path) holds as version \(definition.version): "
                + "a changed form needs a new version.",
              at: .init(sheet: "settings", column: "version")))
        }
      } else if FormVersion(other.definition.version) < FormVersion(definition.version) {
        found += typeChanges(other, map?.from == other.definition.version ? map : nil)
      }
    }
    if let map { found += check(map, others) }
    return found
  }

  private var folder: URL { form.file.deletingLastPathComponent().standardizedFileURL }

  private func typeChanges(_ other: Other, _ map: RenameMap?) -> [FormFinding] {
    FieldTypeChange.changes(from: other.definition, to: definition, renames: map).map { change in
      FormFinding(
        .error,
        "\(change.path) is \(change.now) here and was \(change.was) in version "
          + "\(other.definition.version): a field keeps its type for ever, so give it a new name.",
        at: places.place(ofPath: change.path, column: "type"))
    }
  }

  private func check(_ map: RenameMap, _ others: [Other]) -> [FormFinding] {
    let known = Set(definition.fields.map(\.path))
    var found = map.renames.values.filter { !known.contains($0) }.sorted().map {
      finding(.error, "The form has no \($0).", sheet: RenameMap.fileName)
    }
    guard let older = others.first(where: { $0.definition.version == map.from }) else {
      return found + [
        finding(
          .warning, "There is no version \(map.from) to compare with.", sheet: RenameMap.fileName)
      ]
    }
    let before = Set(older.definition.fields.map(\.path))
    found += map.renames.keys.filter { !before.contains($0) }.sorted().map {
      finding(.error, "Version \(map.from) has no \($0).", sheet: RenameMap.fileName)
    }
    return found
  }

  /// A `form.xml` beside the spreadsheet that is not what it compiles to.
  private func stale() -> [FormFinding] {
    guard form.sheets != nil else { return [] }
    let compiled = folder.appending(path: "form.xml")
    guard let data = try? Data(contentsOf: compiled), !Self.same(data, form.xml) else { return [] }
    return [
      finding(
        .warning,
        "It is not what \(form.file.lastPathComponent) compiles to; form check --write "
          + "renews it.", sheet: "form.xml")
    ]
  }

  private static func same(_ one: Data, _ two: Data?) -> Bool {
    one.trimmed == two?.trimmed
  }

  /// Versions beside this one, and those of the catalogue; never the folder itself.
  private func others() -> [Other] {
    var folders = Self.versions(in: folder.deletingLastPathComponent())
    if let published {
      folders += Self.versions(in: published.appending(path: definition.id))
    }
    var seen: Set<String> = [folder.path]
    return folders.compactMap { other in
      let place = other.standardizedFileURL
      guard seen.insert(place.path).inserted,
        let xml = try? Data(contentsOf: place.appending(path: "form.xml")),
        let read = try? FormDefinition(
          xml: xml,
          resources: AuthoredForm.resources(
            beside: place.appending(path: "form.xml"), registers: registers),
          functions: FormLibrary.functions),
        read.id == definition.id
      else { return nil }
      return Other(folder: place, definition: read, xml: xml)
    }
  }

  private static func versions(in folder: URL) -> [URL] {
    ((try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)) ?? []).filter {
        FileManager.default.fileExists(atPath: $0.appending(path: "form.xml").path)
      }.sorted { $0.path < $1.path }
  }

  private func finding(
    _ severity: FormFinding.Severity, _ message: String, sheet: String
  ) -> FormFinding {
    FormFinding(severity, message, at: .init(sheet: sheet))
  }
}

extension Data {
  /// Without blanks at the end: compilers differ on the last line's end.
  fileprivate var trimmed: Data {
    var copy = self
    while let last = copy.last, last == 0x0A || last == 0x0D || last == 0x20 { copy.removeLast() }
    return copy
  }
}
