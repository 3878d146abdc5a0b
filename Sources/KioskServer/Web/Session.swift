import Dossiers

/// One browser's visit: before signing in without an officer, after it with one.
struct Session: Sendable {
  enum Person: Sendable {
    case unknown
    case officer(Officer)
  }

  /// The cookie's value: 32 random bytes.
  let id: String
  /// Every form carries it; a post without it is refused.
  let formToken: String
  var person: Person
  var language: Language
  /// Milliseconds of the configuration's steady clock.
  var lastSeen: Int64
  /// Where to go after signing in, confirming the clock or giving a reason.
  var next: String?
  /// Key of a sentence shown once on the next page.
  var notice: String?
  /// The last search: it never stands in an address, which browsers keep.
  var search = ""

  var officer: Officer? {
    guard case .officer(let officer) = person else { return nil }
    return officer
  }
}
