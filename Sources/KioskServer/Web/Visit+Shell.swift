import Dossiers
import Hummingbird

extension Visit {
  /// What stands around every page: office, link, clock, officer, menu.
  func shell(title: String, hasErrors: Bool) async throws -> Model {
    let office = try await desk.office(language: language)
    let clock = await desk.clock(language: language)
    let today = clock.now.civil.date
    let link = LinkSentence(await desk.link(language: language), today: today, texts: texts)
    var model: Model = [
      "t": texts, "lang": language.rawValue, "formToken": session.formToken,
      "languages": office.languages.filter { $0.language != language }.map { other -> Model in
        ["code": other.language.rawValue, "name": other.name]
      },
      "isPack": !Language.allCases.contains(language),
      "title": (hasErrors ? texts("error.titlePrefix") : "") + title, "heading": title,
      "office": ["name": office.name, "superior": office.superior, "hotline": office.hotline],
      "demo": office.isDemo,
      "date": texts.longDate(today), "time": texts.time(clock.now.civil.time),
      "link": ["tone": link.tone, "sentence": link.sentence, "contact": link.contact] as Model,
    ]
    if let officer = session.officer {
      model["officer"] = ["name": officer.fullName, "role": session.role]
      model["menu"] = menu
      model["mayReceive"] = session.may(.receive)
      model["mayCertify"] = session.may(.certifyCopies)
      if case .unsure(let reason) = clock.standing { model["clockWarning"] = reason }
    }
    if let notice = await site.sessions.takeNotice(session.id) {
      model["notice"] = texts(notice)
    }
    return model
  }

  /// Where this officer can go from anywhere, each with its key.
  private var menu: [Model] {
    let all: [(name: String, path: String, key: String, needs: Permission?)] = [
      ("today", "/today", "1", nil), ("procedures", "/procedures", "2", .receive),
      ("copies", "/copies", "3", .certifyCopies), ("search", "/dossiers", "4", .viewDossiers),
      ("sync", "/sync", "5", nil), ("cash", "/cash", "6", .takeFees),
      ("work", "/work", "7", .viewDossiers), ("calls", "/calls", "8", .returnResult),
      ("attention", "/attention", "9", .viewDossiers), ("printing", "/printing", "0", .printPapers),
      ("reports", "/reports", "r", .viewReports),
    ]
    return all.filter { $0.needs.map(session.may) ?? true }.map { name, path, key, _ in
      let isHere = request.uri.path == path || request.uri.path.hasPrefix(path + "/")
      return ["name": texts("menu.\(name)"), "path": path, "key": key, "here": isHere]
    }
  }
}
