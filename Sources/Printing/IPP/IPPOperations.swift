/// Operations and status codes used (RFC 8011, 5.4.15 and appendix B).
enum IPPOperation: UInt16 {
  case createJob = 0x0005
  case sendDocument = 0x0006
  case cancelJob = 0x0008
  case getJobAttributes = 0x0009
  case getJobs = 0x000A
  case getPrinterAttributes = 0x000B
}

enum IPPStatus {
  static let successful: ClosedRange<UInt16> = 0x0000...0x00FF
  static let notAuthorized: ClosedRange<UInt16> = 0x0401...0x0403
  static let notPossible: UInt16 = 0x0404
  static let notFound: UInt16 = 0x0406
  static let gone: UInt16 = 0x0407
  static let formatNotSupported: UInt16 = 0x040A
  static let operationNotSupported: UInt16 = 0x0501
  static let versionNotSupported: UInt16 = 0x0503
  static let serverErrors: ClosedRange<UInt16> = 0x0500...0x05FF
}

/// What a printer says about one of our jobs.
package enum RemoteJob: Sendable, Hashable {
  case waiting(IPPReasons)
  /// The printer still waits for content that never came.
  case incomplete
  case completed
  case cancelled
  case aborted(IPPReasons, hasPrinted: Bool)
  case unknown
}
