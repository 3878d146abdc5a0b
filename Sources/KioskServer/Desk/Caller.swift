package import Dossiers

/// On whose behalf a screen asks, and in which language the answer's texts are wanted.
package struct Caller: Sendable, Hashable {
  /// ``Officer/id`` of the officer who is signed in.
  package var officer: String
  /// ``Officer/credential`` he signed in with.
  package var credential: String
  package var language: Language

  package init(officer: String, credential: String = "", language: Language) {
    self.officer = officer
    self.credential = credential
    self.language = language
  }
}

/// An officer as the screens name him.
package struct Officer: Sendable, Hashable {
  /// Opaque and stable; what ``Caller/officer`` carries.
  package var id: String
  package var fullName: String
  /// The role in words, such as "Công chức tiếp nhận".
  package var role: LocalizedText
  /// What the screens offer him; the desk refuses the rest all the same.
  package var may: Set<Permission>
  /// Opaque; another one once he has another password.
  package var credential: String

  package init(
    id: String, fullName: String, role: LocalizedText,
    may: Set<Permission> = Set(Permission.allCases), credential: String = ""
  ) {
    self.id = id
    self.fullName = fullName
    self.role = role
    self.may = may
    self.credential = credential
  }
}

/// The office whose screens these are. Public facts only.
package struct Office: Sendable, Hashable {
  package var unitCode: String
  package var name: String
  package var superior: String
  package var hotline: String
  /// Whether test numbers are allowed; said on every page.
  package var isDemo: Bool
  /// The languages procedures and forms are in.
  package var languages: [LanguageName]

  package init(
    unitCode: String, name: String, superior: String, hotline: String, isDemo: Bool,
    languages: [LanguageName] = LanguageName.official
  ) {
    self.languages = languages
    self.unitCode = unitCode
    self.name = name
    self.superior = superior
    self.hotline = hotline
    self.isDemo = isDemo
  }
}
