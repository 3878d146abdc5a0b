/// Where a dossier is worked on: the places it is passed between, without a link too.
package enum WorkDesk: String, Sendable, Hashable, Codable, CaseIterable {
  case reception, specialist, leader
  /// Another authority, named by the entry.
  case authority

  package var name: LocalizedText {
    switch self {
    case .reception: LocalizedText(vi: "Bộ phận một cửa", en: "One-stop desk")
    case .specialist: LocalizedText(vi: "Công chức chuyên môn", en: "Specialist")
    case .leader: LocalizedText(vi: "Lãnh đạo ký", en: "Signing leader")
    case .authority: LocalizedText(vi: "Cơ quan khác", en: "Another authority")
    }
  }

  /// Where papers lie that are with this desk.
  package var place: PaperPlace {
    switch self {
    case .reception: .counter
    case .specialist: .specialist
    case .leader: .leader
    case .authority: .authority
    }
  }
}

/// Where papers of a dossier are.
package enum PaperPlace: String, Sendable, Hashable, Codable, CaseIterable {
  case counter, specialist, leader, authority
  /// With the resident: never handed in, or handed back.
  case owner

  package var name: LocalizedText {
    switch self {
    case .counter: LocalizedText(vi: "tại một cửa", en: "at the counter")
    case .specialist: LocalizedText(vi: "ở công chức chuyên môn", en: "with the specialist")
    case .leader: LocalizedText(vi: "ở lãnh đạo", en: "with the leader")
    case .authority: LocalizedText(vi: "ở cơ quan khác", en: "at another authority")
    case .owner: LocalizedText(vi: "đã trả cho công dân", en: "handed back")
    }
  }
}

/// How the result reaches the resident.
package enum DeliveryWay: String, Sendable, Hashable, Codable, CaseIterable {
  case counter, post
  /// Another one-stop office, named by the entry.
  case unit
  case online

  package var name: LocalizedText {
    switch self {
    case .counter: LocalizedText(vi: "Tại quầy", en: "At the counter")
    case .post: LocalizedText(vi: "Qua bưu chính", en: "By post")
    case .unit: LocalizedText(vi: "Tại nơi khác", en: "At another office")
    case .online: LocalizedText(vi: "Trực tuyến", en: "Online")
    }
  }
}
