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
      let places = menu
      model["menu"] = places.filter { !$0.isLess }.map(\.model)
      let more = places.filter(\.isLess).map(\.model)
      model["more"] = more
      model["hasMore"] = !more.isEmpty
      model["moreHere"] = more.contains { $0["here"] as? Bool == true }
      model["mayReceive"] = session.may(.receive)
      model["mayCertify"] = session.may(.certifyCopies)
      if case .unsure(let reason) = clock.standing { model["clockWarning"] = reason }
    }
    if let notice = await site.sessions.takeNotice(session.id) {
      model["notice"] = texts(notice)
    }
    return model
  }

  /// Where this officer can go from anywhere, each with its key; what is needed less often stands
  /// behind “more”, so that the menu is one line on an office's screen.
  private var menu: [(isLess: Bool, model: Model)] {
    let all: [(name: String, path: String, key: String, needs: Permission?, isLess: Bool)] = [
      ("today", "/today", "1", nil, false), ("procedures", "/procedures", "2", .receive, false),
      ("copies", "/copies", "3", .certifyCopies, false),
      ("search", "/dossiers", "4", .viewDossiers, false),
      ("cash", "/cash", "6", .takeFees, false), ("work", "/work", "7", .viewDossiers, false),
      ("calls", "/calls", "8", .returnResult, false),
      ("attention", "/attention", "9", .viewDossiers, false),
      ("slips", "/slips", "l", .receive, true), ("disputes", "/disputes", "d", .viewDossiers, true),
      ("sync", "/sync", "5", nil, true), ("printing", "/printing", "0", .printPapers, true),
      ("reports", "/reports", "r", .viewReports, true),
    ]
    return all.filter { $0.needs.map(session.may) ?? true }.map { name, path, key, _, isLess in
      let isHere = request.uri.path == path || request.uri.path.hasPrefix(path + "/")
      return (
        isLess, ["name": texts("menu.\(name)"), "path": path, "key": key, "here": isHere]
      )
    }
  }
}
