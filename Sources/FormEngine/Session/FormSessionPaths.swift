extension FormSession {
  /// The node at a path; a repeat without a row number means its only row.
  ///
  /// - Throws: ``FormError`` of kind `unknown`.
  func node(_ path: String) throws -> Int {
    guard path.utf8.count <= 10_000 else {
      throw FormError(.limit, "The path is too long.")
    }
    var node = world.primary.root
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      var name = part
      var position = 1
      if let open = part.firstIndex(of: "[") {
        guard part.last == "]", let read = Int(part[part.index(after: open)...].dropLast()) else {
          throw unknown(path)
        }
        (name, position) = (part[..<open], read)
      }
      let found = world.primary[node].children.filter { world.primary[$0].name == name }
      guard position >= 1, position <= found.count else { throw unknown(path) }
      node = found[position - 1]
    }
    return node
  }

  private func unknown(_ path: String) -> FormError {
    FormError(.unknown, "The form has no such field or row.", place: String(path.prefix(200)))
  }

  /// The path of a node below the root, with row numbers: `giayTo[2]/soTrang`.
  func path(of node: Int) -> String {
    world.primary.chain(node).dropFirst().map { step in
      let name = world.primary[step].name
      let field = world.primary[step].field
      let isRow = field >= 0 && definition.model.fields[field].repeated != nil
      return isRow ? "\(name)[\(world.primary.position(step))]" : name
    }.joined(separator: "/")
  }

  /// Paths of all relevant fields, groups and rows, in document order; metadata left out.
  public func relevantPaths() -> [String] {
    world.primary.subtree(world.primary.root).dropFirst()
      .filter { world.states[$0].isRelevant && !isMeta($0) }
      .map { path(of: $0) }
  }

  /// The text of a field as it is stored, relevant or not; nil if there is no such field.
  public func value(at path: String) -> String? {
    guard let node = try? node(path), definition.model.fields[world.primary[node].field].isLeaf
    else { return nil }
    return world.primary[node].value
  }

  /// The name the form computes for its submission (`instance_name`); nil if it computes none.
  public var instanceName: String? {
    let names = ["meta", "orx:meta"].compactMap { meta in
      world.primary.child(meta, of: world.primary.root).flatMap { node in
        world.primary[node].children.first { world.primary[$0].name.hasSuffix("instanceName") }
      }
    }
    return names.first.map { world.primary[$0].value }
  }

  /// Whether the field, group or row at a path is relevant now; false if there is none.
  public func isRelevant(_ path: String) -> Bool {
    (try? node(path)).map { world.states[$0].isRelevant } ?? false
  }

  func isMeta(_ node: Int) -> Bool { definition.model.isMeta(world.primary[node].field) }
}
