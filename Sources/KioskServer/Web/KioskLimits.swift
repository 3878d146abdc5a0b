/// What the screens take in at most. Everything beyond is refused with one sentence.
package enum KioskLimits {
  /// An attached file, in bytes: 6 MB.
  package static let uploadByteLimit = 6 * 1024 * 1024
  /// Room for the other parts and headers of an upload, in bytes.
  static let uploadOverheadByteLimit = 64 * 1024
  /// A form post, in bytes.
  static let formByteLimit = 256 * 1024
  /// Fields in one form post.
  static let formFieldLimit = 2_000
  /// One field of a form post, in bytes.
  static let fieldByteLimit = 32 * 1024
  /// The path and query of a request, in bytes.
  static let addressByteLimit = 2_048
  /// A file name, in characters.
  static let fileNameLimit = 120
  /// Sessions kept at once; beyond it the one idle longest is dropped.
  static let sessionLimit = 256
  /// Papers in one certified-copies job.
  static let papersLimit = 20
}
