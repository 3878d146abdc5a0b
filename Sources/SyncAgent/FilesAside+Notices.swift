import Sync

extension FilesAside {
  /// For the officer: a sentence for each reason there is.
  var notices: [String] {
    Reason.allCases.compactMap { reason in
      let count = count(reason)
      return count == 0 ? nil : reason.notice(count)
    }
  }
}

extension FilesAside.Reason {
  fileprivate func notice(_ count: Int) -> String {
    switch self {
    case .unreadable:
      "\(count) tệp đính kèm không đọc được trên máy này nên chưa gửi; báo người quản trị chạy"
        + " “motcua check”."
    case .refused: "Tỉnh chưa nhận \(count) tệp đính kèm; máy sẽ gửi lại sau."
    }
  }
}
