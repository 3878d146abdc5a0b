/// How a dossier came to the office (KenhThucHien of the national exchange): the raw value is its
/// number there and what entries carry.
package enum ServiceChannel: String, Sendable, Hashable, CaseIterable {
  case direct = "1"
  /// The resident sent it himself with his own account, also where an officer showed him how.
  case online = "2"
  case post = "3"

  /// What whoever says nothing means: the one that flatters no index.
  package static let standard = ServiceChannel.direct

  /// As the command line and reports write it.
  package var word: String {
    switch self {
    case .direct: "direct"
    case .online: "online"
    case .post: "post"
    }
  }

  package init?(word: String) {
    guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }

  package var name: LocalizedText {
    switch self {
    case .direct: LocalizedText(vi: "Trực tiếp", en: "At the counter")
    case .online: LocalizedText(vi: "Trực tuyến", en: "Online")
    case .post: LocalizedText(vi: "Bưu chính", en: "By post")
    }
  }
}
