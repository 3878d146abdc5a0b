import DossierStore
import Dossiers
import Foundation
import HTTPClient
import Identity

/// A machine that woke in another year cannot tell a right certificate from a wrong one.
extension Exchanger {
  /// The error as the officer is to read it: where this machine's clock is behind, that is what
  /// has to be put right, whatever is said of the certificate.
  package func explained(_ error: any Error) -> any Error {
    guard let error = error as? LinkError else { return error }
    switch error.cause {
    case .lost: return error
    case .untrusted where !isClockBehind: return error
    case .untrusted, .clock:
      let day = Instant(milliseconds: clock.milliseconds).civil.date
      return LinkError(
        "Đồng hồ của máy này sai (máy chỉ ngày \(day.day)/\(day.month)/\(day.year)) nên chưa nối"
          + " được với tỉnh; hãy chỉnh lại ngày giờ của máy rồi đồng bộ.", cause: .clock)
    }
  }

  /// By more than a day: a clock that is put right by minutes ends no certificate.
  private var isClockBehind: Bool {
    (try? store.lastRecorded()).map { clock.milliseconds + 86_400_000 < $0 } ?? false
  }
}
