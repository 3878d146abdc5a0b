import Dossiers
import FormEngine
import HTTPTypes
import Hummingbird

/// Confirming the date and hour before a promise is printed.
enum ClockPages {
  static func add(to routes: Routes) {
    routes.page("/clock") { try await show($0) }
    routes.action("/clock") { visit in
      let day = CivilDate(FieldText.stored(visit.form["date"] ?? "", type: .date))
      let time = TimeOfDay(
        String(FieldText.stored(visit.form["time"] ?? "", type: .time).prefix(5)))
      guard let day, let time else {
        return try await show(
          visit,
          error: (
            visit.texts(day == nil ? "clock.dateWrong" : "clock.timeWrong"),
            day == nil ? "date" : "time"
          ))
      }
      do {
        try await visit.desk.confirmClock(
          CivilDateTime(date: day, time: time).instant, visit.caller)
      } catch let error as DeskError where error.kind == .badInput || error.kind == .refused {
        return try await show(visit, error: (error.message, error.field ?? "date"))
      }
      let next = await visit.site.sessions.takeNext(visit.session.id)
      return await visit.redirect(next ?? "/today", notice: "clock.confirmed")
    }
  }

  private static func show(
    _ visit: Visit, error: (sentence: String, field: String)? = nil
  ) async throws -> Response {
    let reading = await visit.desk.clock(language: visit.language)
    let civil = reading.now.civil
    var model: Model = [
      "day": visit.form["date"] ?? visit.texts.date(civil.date),
      "hour": visit.form["time"] ?? visit.texts.time(civil.time), "odd": "",
    ]
    if case .unsure(let reason) = reading.standing { model["odd"] = reason }
    if let error { model["errors"] = ErrorSummary.one(error.sentence, field: error.field) }
    return try await visit.page(
      "clock", title: visit.texts("clock.title"), model,
      status: error == nil ? .ok : .unprocessableContent, hasErrors: error != nil)
  }
}
