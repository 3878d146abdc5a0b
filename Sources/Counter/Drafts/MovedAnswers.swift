package import Dossiers
package import FormEngine

/// Answers of one version under the names of another.
package struct MovedAnswers {
  package struct Path: Sendable, Hashable {
    /// In the old version, rows counted from 1.
    package let old: String
    package let value: String
    /// In the new version without row names; nil if it has no such field.
    package let new: String?
  }

  package private(set) var answers = FlatAnswers()
  package private(set) var renamed: [Path] = []
  package private(set) var lost: [Path] = []
  private let maps: [RenameMap]
  private let old: FlatAnswers

  /// - Parameter maps: From the older to the newer version, step by step.
  package init(
    _ old: FlatAnswers, maps: [RenameMap], from before: FormDefinition, to after: FormDefinition
  ) {
    self.maps = maps
    self.old = old
    let repeats = Set(after.fields.filter { $0.shape == .rows }.map(\.path))
    for (path, ids) in old.rows {
      if let new = moved(path), repeats.contains(OneStopOffice.shape(new)) {
        answers.rows[new] = ids
      }
    }
    let asked = Set(before.fields.filter { $0.isAsked && !$0.isCalculated }.map(\.path))
    let places = Dictionary(
      after.fields.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for (path, value) in old.values.sorted(by: { $0.key < $1.key }) {
      let shape = OneStopOffice.shape(path)
      let new = moved(path)
      let target = new.flatMap { places[OneStopOffice.shape($0)] }
      if let new, let target, case .value = target.shape, !target.isCalculated {
        answers.values[new] = value
        if target.path != shape {
          renamed.append(Path(old: counted(path), value: value, new: target.path))
        }
      } else if asked.contains(shape) {
        lost.append(Path(old: counted(path), value: value, new: nil))
      }
    }
  }

  /// A path with its row names under the new names; nil if it left a repeat it has rows of.
  private func moved(_ path: String) -> String? {
    var names: [String] = []
    /// Row names by the new path of their repeat.
    var rows: [String: String] = [:]
    for part in path.split(separator: "/") {
      let pieces = part.split(separator: "[", maxSplits: 1)
      names.append(String(pieces[0]))
      if pieces.count == 2 {
        rows[renamed(names.joined(separator: "/"))] = String(pieces[1].dropLast())
      }
    }
    var result: [String] = []
    var shape: [String] = []
    for name in renamed(names.joined(separator: "/")).split(separator: "/") {
      shape.append(String(name))
      let row = rows.removeValue(forKey: shape.joined(separator: "/"))
      result.append(row.map { "\(name)[\($0)]" } ?? String(name))
    }
    return rows.isEmpty ? result.joined(separator: "/") : nil
  }

  private func renamed(_ shape: String) -> String { maps.reduce(shape) { $1.path($0) } }

  /// A path with rows counted from 1 in place of their names.
  private func counted(_ path: String) -> String {
    var stored = ""
    var shown = ""
    for part in path.split(separator: "/") {
      if !stored.isEmpty {
        stored += "/"
        shown += "/"
      }
      let pieces = part.split(separator: "[", maxSplits: 1)
      guard pieces.count == 2 else {
        stored += part
        shown += part
        continue
      }
      let id = String(pieces[1].dropLast())
      let position = old.rows[stored + pieces[0]]?.firstIndex(of: id) ?? 0
      stored += part
      shown += "\(pieces[0])[\(position + 1)]"
    }
    return shown
  }
}
