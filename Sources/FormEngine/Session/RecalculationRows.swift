/// Rows of repeats.
extension Recalculation {
  /// The rows of a repeat below its parent, in order.
  func rows(of field: Int, below parent: Int) -> [Int] {
    world.primary[parent].children.filter { world.primary[$0].field == field }
  }

  /// Adds a row at the end, copied from the template; its rules are scheduled.
  @discardableResult
  func addRow(_ field: Int, below parent: Int) throws(FormError) -> Int {
    let limits = world.model.limits
    let present = rows(of: field, below: parent)
    guard present.count < limits.rows else {
      throw FormError(
        .limit, "\(world.model.path(field)) has more than \(limits.rows) rows (rows).")
    }
    guard let template = world.model.fields[field].repeated?.template,
      world.primary.count + template.count <= limits.instanceNodes
    else {
      throw FormError(
        .limit, "The form has more than \(limits.instanceNodes) nodes (instanceNodes).")
    }
    let row = world.primary.copy(
      template.root, of: template, to: parent, at: insertion(field, below: parent))
    world.growStates()
    try world.spend(template.count + present.count)
    for node in world.primary.subtree(row) {
      world.states[node] = FormInstance.State()
      world.states[node].isRelevant = world.states[parent].isRelevant
    }
    applyPreloads(under: row)
    applyActions([.newRow], under: row)
    scheduleRules(under: row)
    scheduleChanged(row, field, parent)
    return row
  }

  /// After the last row, or where the instance has the repeat among other elements.
  private func insertion(_ field: Int, below parent: Int) -> Int {
    let children = world.primary[parent].children
    if let last = children.lastIndex(where: { world.primary[$0].field == field }) {
      return last + 1
    }
    let siblings = world.model.fields[world.primary[parent].field].children
    guard let own = siblings.firstIndex(of: field) else { return children.count }
    let before = Set(siblings[..<own])
    return (children.lastIndex { before.contains(world.primary[$0].field) } ?? -1) + 1
  }

  func removeRow(_ row: Int) {
    let field = world.primary[row].field
    let parent = world.primary[row].parent
    scheduleChanged(row, field, parent)
    for node in world.primary.subtree(row) { forget(node) }
    world.primary.remove(row)
  }

  /// Puts a row at another position among the rows, counted from 1.
  func moveRow(_ row: Int, to position: Int) {
    let field = world.primary[row].field
    let parent = world.primary[row].parent
    var children = world.primary[parent].children
    let slots = children.indices.filter { world.primary[children[$0]].field == field }
    var rows = slots.map { children[$0] }
    rows.removeAll { $0 == row }
    rows.insert(row, at: min(max(0, position - 1), rows.count))
    for (slot, node) in zip(slots, rows) { children[slot] = node }
    world.primary.setChildren(children, of: parent)
    for moved in rows { scheduleChanged(moved, field, parent) }
  }

  private func scheduleChanged(_ row: Int, _ field: Int, _ parent: Int) {
    scheduleDependents(ofRows: field, below: parent)
    for node in world.primary.subtree(row) where node != row { scheduleDependents(of: node) }
  }

  // MARK: Values at events

  /// Runs `setvalue` actions of events for targets at or below a node.
  func applyActions(_ events: Set<FormAction.Event>, under ancestor: Int, source: Int? = nil) {
    for action in world.model.actions where !action.events.isDisjoint(with: events) {
      if let source, action.source != source { continue }
      guard !world.isExhausted else { return }
      for node in nodes(of: action.target, under: ancestor)
      where source != nil || isBelow(node, ancestor) {
        var text = ""
        if let expression = action.value {
          let evaluator = XPathEvaluator(world: world)
          let context = XPathContext(NodeRef(tree: 0, node: node))
          let value = try? evaluator.unpacked(evaluator.evaluate(expression, context))
          count(1)
          let type = world.model.fields[action.target].type
          text =
            value.map {
              TypedValue.write($0, as: type, offsetMinutes: world.offsetMinutes)
            } ?? ""
        }
        guard world.primary[node].value != text else { continue }
        write(text, at: node)
        applyChanged(node)
      }
    }
  }

  /// Runs the actions that wait for a change of a node, and those that wait for what they change.
  func applyChanged(_ node: Int) {
    guard !isPaused, openActions < Self.deepestActions else { return }
    openActions += 1
    defer { openActions -= 1 }
    let field = world.primary[node].field
    guard world.model.actions.contains(where: { $0.source == field }) else { return }
    applyActions([.changed], under: scope(of: node), source: field)
  }

  /// The innermost row a node lies in, or the document.
  private func scope(of node: Int) -> Int {
    world.primary.chain(node).last {
      world.model.fields[world.primary[$0].field].repeated != nil
    } ?? 0
  }

  private func isBelow(_ node: Int, _ ancestor: Int) -> Bool {
    ancestor == 0 || world.primary.chain(node).contains(ancestor)
  }

  /// Fills in `jr:preload` values that are still empty.
  func applyPreloads(under ancestor: Int) {
    for node in world.primary.subtree(ancestor) where world.primary[node].value.isEmpty {
      let field = world.primary[node].field
      guard field >= 0, let preload = world.model.fields[field].preload else { continue }
      world.primary[node].value = preloaded(preload, world.model.fields[field].type)
    }
  }

  /// The end of the filling is the time of the latest session, whatever was loaded.
  func markEnd() {
    for (index, field) in world.model.fields.enumerated()
    where field.preload?.kind == "timestamp" && field.preload?.parameters == "end" {
      for node in nodes(of: index, under: 0) {
        world.primary[node].value = CivilTime.dateTime(
          world.environment.now, offsetMinutes: world.offsetMinutes)
      }
    }
  }

  private func preloaded(_ preload: FormField.Preload, _ type: FieldType) -> String {
    let now = world.environment.now
    let offset = world.offsetMinutes
    switch (preload.kind, preload.parameters) {
    case ("timestamp", _): return CivilTime.dateTime(now, offsetMinutes: offset)
    case ("date", _): return CivilTime.day(now, offsetMinutes: offset)
    case ("uid", _): return "uuid:" + XPathFunctions.uuid(&world.random)
    case ("property", let name): return world.environment.properties[name] ?? ""
    default: return ""
    }
  }
}
