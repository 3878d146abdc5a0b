/// The hours at which a unit receives people on a working day: one or two sessions.
package struct OfficeHours: Sendable, Hashable {
  package struct Session: Sendable, Hashable {
    package let open: TimeOfDay
    package let close: TimeOfDay

    package init(open: TimeOfDay, close: TimeOfDay) {
      self.open = open
      self.close = close
    }
  }

  /// In order, not overlapping, at least one.
  package let sessions: [Session]

  package init(morning: Session?, afternoon: Session?) throws {
    let sessions = [morning, afternoon].compactMap { $0 }
    for session in sessions where session.open >= session.close {
      throw DossierError(
        .badInput, vi: "Giờ mở cửa \(session.open) phải trước giờ đóng cửa \(session.close).",
        en: "The office must open (\(session.open)) before it closes (\(session.close)).")
    }
    guard !sessions.isEmpty else {
      throw DossierError(
        .badInput, vi: "Giờ làm việc phải có buổi sáng hoặc buổi chiều.",
        en: "Office hours need a morning or an afternoon session.")
    }
    if let morning, let afternoon, morning.close > afternoon.open {
      throw DossierError(
        .badInput, vi: "Buổi sáng phải kết thúc trước khi buổi chiều bắt đầu.",
        en: "The morning session must end before the afternoon session begins.")
    }
    self.sessions = sessions
  }

  package var opens: TimeOfDay { sessions[0].open }
  package var closes: TimeOfDay { sessions[sessions.count - 1].close }
}

extension OfficeHours: Codable {
  private enum CodingKeys: String, CodingKey { case morning, afternoon }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func session(_ key: CodingKeys) throws -> Session? {
      guard let times = try container.decodeIfPresent([TimeOfDay].self, forKey: key) else {
        return nil
      }
      guard times.count == 2 else {
        throw DossierError(
          .badInput, vi: "Mỗi buổi làm việc cần hai giờ: mở cửa và đóng cửa.",
          en: "A session of the office hours needs two times, opening and closing.")
      }
      return Session(open: times[0], close: times[1])
    }
    try self.init(morning: session(.morning), afternoon: session(.afternoon))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    // A lone session is a morning one when it begins before noon: only its times matter.
    let noon = TimeOfDay(uncheckedSeconds: 12 * 3600)
    for (index, session) in sessions.enumerated() {
      let isAfternoon = index == 1 || (sessions.count == 1 && session.open >= noon)
      try container.encode(
        [session.open, session.close], forKey: isAfternoon ? .afternoon : .morning)
    }
  }
}
