/// Every bound the hub's web side puts on what comes from outside. Times in milliseconds.
package struct WebLimits: Sendable {
  /// Tracking pages one address may ask for.
  package var trackingPerAddress = RateLimiter.Rule(attempts: 60, windowMilliseconds: 60_000)
  /// Look-up codes that may be tried for one dossier code, whoever tries.
  package var lookupsPerCode = RateLimiter.Rule(attempts: 5, windowMilliseconds: 15 * 60_000)
  package var signInsPerName = RateLimiter.Rule(attempts: 5, windowMilliseconds: 15 * 60_000)
  package var signInsPerAddress = RateLimiter.Rule(attempts: 30, windowMilliseconds: 15 * 60_000)
  package var enrolmentsPerAddress = RateLimiter.Rule(attempts: 20, windowMilliseconds: 60_000)
  package var sessionIdle = Int64(30 * 60_000)
  package var sessionLife = Int64(12 * 3_600_000)
  package var sessions = 500
  /// A posted form of the desk.
  package var formBytes = 64 * 1024

  package init() {}
}
