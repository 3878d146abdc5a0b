/// Reads the instances beside the form's own, inside of the form or from files.
struct SecondaryInstances {
  let resources: FormResources
  let limits: FormLimits

  /// What was read: trees by index from 1 and their names; the form's own instance is 0.
  struct Reading {
    var trees = [InstanceTree()]
    var index: [String: Int] = [:]
    /// Lists of entities by the index of the instance they stand for.
    var lists: [Int: String] = [:]
  }

  func read(_ instances: ArraySlice<XMLElement>, primary: XMLElement) throws -> Reading {
    var reading = Reading()
    let written = Self.writtenLists(primary)
    for instance in instances {
      guard let id = instance.attribute("id"), !id.isEmpty else {
        throw FormError(.malformed, "An instance has no id.", place: instance.place)
      }
      guard reading.index[id] == nil else {
        throw FormError(.malformed, "Two instances are named \(id).", place: instance.place)
      }
      reading.index[id] = reading.trees.count
      if let list = try entityList(instance, written) {
        reading.lists[reading.trees.count] = list
        reading.trees.append(FormEntityList.empty.tree)
      } else {
        reading.trees.append(try tree(instance, id: id))
      }
    }
    return reading
  }

  /// The list of entities an instance stands for: its file is not there, and the form writes to a
  /// list of that name or the caller knows one.
  private func entityList(_ instance: XMLElement, _ written: Set<String>) throws -> String? {
    let (start, end) = ("jr://file-csv/", ".csv")
    guard let uri = instance.attribute("src"), uri.hasPrefix(start), uri.hasSuffix(end),
      uri.count > start.count + end.count
    else { return nil }
    let name = String(uri.dropFirst(start.count).dropLast(end.count))
    guard written.contains(name) || resources.entityLists.contains(name) else { return nil }
    return try resources.data(uri) == nil ? name : nil
  }

  /// The lists the declarations of entities in the form's instance name.
  private static func writtenLists(_ element: XMLElement) -> Set<String> {
    var lists = element.children.reduce(into: Set<String>()) { $0.formUnion(writtenLists($1)) }
    if element.name == "entity", let list = element.attribute("dataset") { lists.insert(list) }
    return lists
  }

  private func tree(_ instance: XMLElement, id: String) throws -> InstanceTree {
    guard let uri = instance.attribute("src") else {
      var tree = InstanceTree()
      if let root = instance.children.first { Self.build(root, into: &tree, parent: 0) }
      return tree
    }
    guard let data = try resources.data(uri) else {
      // Where nothing has been saved yet, or the caller keeps it to itself, there is no value.
      if uri == "jr://instance/last-saved" { return InstanceTree() }
      throw FormError(
        .unknown, "The file \(uri) of instance \(id) is not to be found.", place: instance.place)
    }
    if uri.lowercased().hasSuffix(".csv") {
      return try CSVReader.tree(data, limits: limits, place: uri)
    }
    if uri.lowercased().hasSuffix(".geojson") {
      return try GeoJSONReader.tree(data, limits: limits, place: uri)
    }
    guard uri.lowercased().hasSuffix(".xml") || uri == "jr://instance/last-saved" else {
      throw FormError(
        .unsupported, "Instance \(id) is neither CSV nor XML nor GeoJSON: \(uri).",
        place: instance.place)
    }
    do {
      var tree = InstanceTree()
      Self.build(try XMLReader.read(data, limits: limits), into: &tree, parent: 0)
      return tree
    } catch let error as FormError {
      throw FormError(error.kind, error.message, place: "\(uri) \(error.place ?? "")")
    }
  }

  private static func build(_ element: XMLElement, into tree: inout InstanceTree, parent: Int) {
    let node = tree.append(element.qualifiedName, to: parent)
    tree[node].attributes = element.attributes.sorted { $0.key < $1.key }
      .map { InstanceTree.Attribute(name: $0.key, value: $0.value) }
    if element.children.isEmpty {
      tree[node].value = element.trimmedText
    }
    for child in element.children { build(child, into: &tree, parent: node) }
  }
}
