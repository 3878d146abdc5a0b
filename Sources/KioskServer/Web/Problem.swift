import HTTPTypes

/// A request that is refused before it reaches the desk: a status and the text that says why.
struct Problem: Error {
  var status: HTTPResponse.Status
  /// Key of the sentence in the texts.
  var text: String
  var arguments: [String: String] = [:]
  /// Seconds after which trying again makes sense.
  var retryAfter: Int?

  static let notFound = Problem(status: .notFound, text: "problem.notFound")
  static let malformed = Problem(status: .badRequest, text: "problem.malformed")
  static let tooLarge = Problem(status: .contentTooLarge, text: "problem.tooLarge")
  static let wrongHost = Problem(status: .misdirectedRequest, text: "problem.wrongHost")
  static let otherSite = Problem(status: .forbidden, text: "problem.otherSite")
  static let staleForm = Problem(status: .forbidden, text: "problem.staleForm")
  static let signedOut = Problem(status: .unauthorized, text: "problem.signedOut")
}
