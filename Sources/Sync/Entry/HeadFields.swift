import Identity

/// The members of an entry's head as they were read. Every entry that is looked at begins with
/// these, so they are looked up in place.
struct HeadFields {
  private let members: [String: JSONValue]

  init(_ json: JSONValue) throws(JSONError) {
    guard let members = json.object else { throw JSONError("The entry head is not an object.") }
    self.members = members
  }

  /// `null` counts as absent.
  private func value(_ key: String) -> JSONValue? {
    guard let value = members[key], value != .null else { return nil }
    return value
  }

  func string(_ key: String) throws(JSONError) -> String {
    guard let value = value(key)?.string else { throw wrong(key) }
    return value
  }

  func integer(_ key: String) throws(JSONError) -> Int64 {
    guard let value = value(key)?.integer else { throw wrong(key) }
    return value
  }

  func number(_ key: String) throws(JSONError) -> Int {
    guard let number = try JSONFields.count(integer(key)) else { throw wrong(key) }
    return number
  }

  func author() throws(JSONError) -> DeviceID {
    guard let author = DeviceID(rawValue: try string("a")) else { throw wrong("a") }
    return author
  }

  func subject() throws(JSONError) -> SubjectID? {
    guard let value = value("u") else { return nil }
    guard let id = value.string.flatMap({ EntryID($0) }) else { throw wrong("u") }
    return id
  }

  func replaces() throws(JSONError) -> [EntryID] {
    var replaces: [EntryID] = []
    for value in value("r")?.array ?? [] {
      guard let id = value.string.flatMap({ EntryID($0) }) else { throw wrong("r") }
      replaces.append(id)
    }
    return replaces
  }

  /// Members of later versions.
  func rest(without known: Set<String>) -> [String: JSONValue] {
    members.keys.allSatisfy(known.contains) ? [:] : members.filter { !known.contains($0.key) }
  }

  /// Whether a head with these predecessors has these members and no others in their place.
  func isAsWritten(replaces: [EntryID], read: [EntryID], known: Set<String>) -> Bool {
    let hasList = members["r"] != nil
    return replaces == read && hasList == !replaces.isEmpty
      && members.allSatisfy { $0.value != .null || !known.contains($0.key) }
  }

  func wrong(_ key: String) -> JSONError {
    JSONError("The entry head has no usable “\(key)”.")
  }
}
