import Dossiers
import Hub
import Identity

/// Why a command did not do what it was asked: one sentence and the exit code.
struct Failure: Error {
  let code: Int32
  let sentence: String

  static func badInput(_ sentence: String) -> Failure { Failure(code: 2, sentence: sentence) }
  static func notFound(_ sentence: String) -> Failure { Failure(code: 3, sentence: sentence) }
  static func refused(_ sentence: String) -> Failure { Failure(code: 4, sentence: sentence) }

  static func other(_ sentence: String) -> Failure { Failure(code: 1, sentence: sentence) }

  private init(code: Int32, sentence: String) {
    self.code = code
    self.sentence = sentence
  }

  /// `nil` for errors of the argument parser, which speak for themselves.
  init?(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as HubError:
      let code: Int32 =
        switch error.kind {
        case .badInput: 2
        case .notFound: 3
        case .refused, .notAuthentic, .replayed, .tooManyAttempts: 4
        case .overloaded, .damaged: 1
        }
      self.init(code: code, sentence: error.description)
    case let error as DossierError:
      let code: Int32 =
        switch error.kind {
        case .badInput: 2
        case .notFound: 3
        case .refused: 4
        }
      self.init(code: code, sentence: error.description)
    case let error as JSONError: self.init(code: 2, sentence: error.description)
    case let error as KeyError:
      let isMissing = if case .missing = error { true } else { false }
      self.init(code: isMissing ? 3 : 4, sentence: error.description)
    case let error as BackupError:
      self.init(code: error.isOfTheBackup ? 2 : 1, sentence: error.description)
    case let error as StickError: self.init(code: 3, sentence: error.description)
    default: return nil
    }
  }
}
