import Dossiers
import Hummingbird

/// The first page after signing in.
enum TodayPages {
  static func add(to routes: Routes) {
    routes.page("/today") { visit in
      let today = try await visit.desk.today(visit.caller)
      let texts = visit.texts
      var model: Model = [
        "day": texts.longDate(today.date).withCapitalInitial,
        "attention": today.attention.filter { !$0.dossiers.isEmpty }.map { group -> Model in
          [
            "name": texts("attention.\(group.reason.rawValue)"),
            "reason": group.reason.rawValue, "count": group.dossiers.count,
            "list": [.disputed, .possibleDuplicate, .codeShared].contains(group.reason)
              ? "/disputes" : "",
            "dossiers": group.dossiers.map {
              DossierRow.model($0, today: today.date, texts: texts)
            },
          ]
        },
        "drafts": today.drafts.map { draft -> Model in
          [
            "id": draft.id, "procedure": draft.procedure,
            "subject": draft.maskedSubject.isEmpty
              ? texts("today.noSubject") : draft.maskedSubject,
            "saved": texts.shortMoment(draft.savedAt, today: today.date),
          ]
        },
        "draftsAny": !today.drafts.isEmpty, "receivedAny": !today.receivedToday.isEmpty,
        "receivedList": DossierRow.list(today.receivedToday, today: today.date, texts: texts),
        "receivedCount": today.receivedToday.count,
      ]
      model["dayNote"] = today.dayNote
      model["hasAttention"] = today.attention.contains { !$0.dossiers.isEmpty }
      return try await visit.page("today", title: texts("today.title"), model)
    }
  }
}
