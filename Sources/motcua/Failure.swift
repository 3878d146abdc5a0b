import ArgumentParser
import Counter
import DossierStore
import Dossiers
import FormEngine
import Foundation
import HTTPClient
import Identity
import Sync
import SyncAgent

/// Exit codes: 2 wrong usage or bad input, 3 not found, 4 refused by a rule, 1 anything else.
enum Failure {
  static let other: Int32 = 1
  static let wrongUsage: Int32 = 2
  static let notFound: Int32 = 3
  static let refused: Int32 = 4

  /// The exit code of an error of ours; nil for the argument parser's own.
  static func code(of error: any Error) -> Int32? {
    switch error {
    case let error as DossierError:
      switch error.kind {
      case .badInput: wrongUsage
      case .notFound: notFound
      case .refused: refused
      }
    case is SharedCode: refused
    case let error as BackupError:
      error.isOfTheBackup ? wrongUsage : other
    case is StickError: notFound
    case is FormError, is JSONError, is IncompleteError: wrongUsage
    case let error as StoreError:
      switch error.kind {
      case .badInput: wrongUsage
      case .notFound: notFound
      case .refused: refused
      default: other
      }
    case is LinkError: other
    case is CleanExit, is ValidationError, is ExitCode: nil
    default: String(reflecting: type(of: error)).hasPrefix("ArgumentParser.") ? nil : other
    }
  }

  static func sentence(of error: any Error) -> String {
    switch error {
    case let error as DossierError: error.message.en
    case let error as SharedCode: error.message.en
    case let error as StoreError: error.message
    default: "\(error)"
    }
  }
}
