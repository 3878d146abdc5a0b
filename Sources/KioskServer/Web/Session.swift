import Dossiers
import Hummingbird

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
  /// What the last form post was answered with, for the browser to fetch.
  var posted: PostedAnswer?
  /// The last search: it never stands in an address, which browsers keep.
  var search = ""

  init(
    id: String, formToken: String, person: Person, language: Language, lastSeen: Int64,
    next: String?
  ) {
    self.id = id
    self.formToken = formToken
    self.person = person
    self.language = language
    self.lastSeen = lastSeen
    self.next = next
  }

  /// The officer's role in the language of the page.
  var role: String { officer?.role[language] ?? "" }

  func may(_ permission: Permission) -> Bool { officer?.may.contains(permission) ?? false }

  var caller: Caller {
    Caller(
      officer: officer?.id ?? "", credential: officer?.credential ?? "", language: language)
  }

  var officer: Officer? {
    guard case .officer(let officer) = person else { return nil }
    return officer
  }
}
