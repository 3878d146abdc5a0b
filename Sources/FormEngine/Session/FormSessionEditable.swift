extension FormSession {
  /// Paths of the questions people may answer, relevant or not, in document order: neither computed
  /// nor read-only, by themselves or by a group around them. Cheaper than looking through a view.
  public func editablePaths() -> [String] {
    world.primary.subtree(world.primary.root).filter { node in
      let field = world.primary[node].field
      return field >= 0 && definition.model.questions[field] != nil
        && definition.model.fields[field].calculate == nil
        && !world.primary.chain(node).contains { world.states[$0].isReadonly }
    }.map { path(of: $0) }
  }
}
