/// The ten states every system of the state exchanges; the numbers are theirs.
package enum DossierStatus: Int, Sendable, Hashable, Codable, CaseIterable {
  case registered = 1
  case received, notAccepted, processing, supplementAsked, paymentAsked, withdrawn, stopped, done
  case returned

  /// What the state does to the term of the procedure.
  package enum Clock: String, Sendable, Hashable, Codable {
    case notStarted, running, paused, ended
  }

  /// Official Vietnamese names; the English ones are ours.
  package var name: LocalizedText {
    switch self {
    case .registered: LocalizedText(vi: "Mới đăng ký", en: "Newly filed")
    case .received: LocalizedText(vi: "Được tiếp nhận", en: "Received")
    case .notAccepted: LocalizedText(vi: "Không được tiếp nhận", en: "Not accepted")
    case .processing: LocalizedText(vi: "Đang xử lý", en: "In progress")
    case .supplementAsked: LocalizedText(vi: "Yêu cầu bổ sung giấy tờ", en: "More papers needed")
    case .paymentAsked:
      LocalizedText(vi: "Yêu cầu thực hiện nghĩa vụ tài chính", en: "Payment needed")
    case .withdrawn: LocalizedText(vi: "Công dân yêu cầu rút hồ sơ", en: "Withdrawn on request")
    case .stopped: LocalizedText(vi: "Dừng xử lý", en: "Stopped")
    case .done: LocalizedText(vi: "Đã xử lý xong", en: "Done, ready for collection")
    case .returned: LocalizedText(vi: "Đã trả kết quả", en: "Result returned")
    }
  }

  package var isTerminal: Bool {
    switch self {
    case .notAccepted, .withdrawn, .stopped, .returned: true
    default: false
    }
  }

  package var clock: Clock {
    switch self {
    case .registered: .notStarted
    case .received, .processing: .running
    case .supplementAsked, .paymentAsked: .paused
    case .notAccepted, .withdrawn, .stopped, .done, .returned: .ended
    }
  }

  /// The order in which changes made at once from one state are taken where the life cycle allows
  /// one after the other: work begins before more is asked, and ends before it is handed over.
  package var rank: Int {
    switch self {
    case .registered: 1
    case .received: 2
    case .processing: 3
    case .supplementAsked: 4
    case .paymentAsked: 5
    case .done: 6
    case .returned: 7
    case .stopped: 8
    case .withdrawn: 9
    case .notAccepted: 10
    }
  }
}
