public import Foundation

extension FormEntityList {
  /// Reads a list as ODK exports it: a CSV with `name` (the id) and `label`, `__version` if it is
  /// known, and a column for each property.
  ///
  /// - Throws: ``FormError`` naming the row of what is wrong.
  public init(csv: Data, named file: String, limits: FormLimits = .standard) throws {
    let tree = try CSVReader.tree(csv, limits: limits, place: file)
    var seen: Set<String> = []
    let rows = tree[tree.root].children.flatMap {
      tree[$0].name == "root" ? tree[$0].children : [$0]
    }
    let items = try rows.enumerated().map { index, row in
      var cells: [String: String] = [:]
      for cell in tree[row].children { cells[tree[cell].name] = tree[cell].value }
      guard let id = cells.removeValue(forKey: "name"), !id.isEmpty,
        let label = cells.removeValue(forKey: "label")
      else {
        throw FormError(
          .malformed, "An entity needs the columns name and label, and a name.",
          place: "\(file), row \(index + 2)")
      }
      guard seen.insert(id).inserted else {
        throw FormError(
          .malformed, "The name \(id) stands twice.", place: "\(file), row \(index + 2)")
      }
      let version = cells["__version"].flatMap { Int($0) } ?? 1
      let properties = cells.filter { !$0.key.isEmpty && !$0.key.hasPrefix("__") }
      return Item(id: id, label: label, version: max(version, 1), properties: properties)
    }
    self.init(items)
  }
}
