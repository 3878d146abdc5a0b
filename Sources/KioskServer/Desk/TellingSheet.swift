/// Whom to call, as the screen lists it by village.
package struct CallSheet: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var code: String
    /// ``DossierLine/reference``
    package var reference: String
    package var name: String
    package var phone: String
    package var event: String
    package var attempts: Int

    package init(
      code: String, reference: String, name: String, phone: String, event: String, attempts: Int
    ) {
      self.code = code
      self.reference = reference
      self.name = name
      self.phone = phone
      self.event = event
      self.attempts = attempts
    }
  }

  package struct Village: Sendable, Hashable {
    /// Empty where no address named one.
    package var name: String
    package var lines: [Line]

    package init(name: String, lines: [Line]) {
      self.name = name
      self.lines = lines
    }
  }

  package var villages: [Village]
  /// Messages that wait for the gateway.
  package var messages: Int

  package init(villages: [Village], messages: Int) {
    self.villages = villages
    self.messages = messages
  }
}

/// How a resident agreed to be told, on the dossier's page about it.
package struct ConsentSheet: Sendable, Hashable {
  package var code: String
  package var subject: String
  package var isAsked: Bool
  package var sms: Bool
  package var call: Bool
  package var phone: String
  package var village: String
  package var villages: [String]
  /// What was told, newest last, in words.
  package var told: [String]

  package init(
    code: String, subject: String, isAsked: Bool, sms: Bool, call: Bool, phone: String,
    village: String, villages: [String], told: [String]
  ) {
    self.code = code
    self.subject = subject
    self.isAsked = isAsked
    self.sms = sms
    self.call = call
    self.phone = phone
    self.village = village
    self.villages = villages
    self.told = told
  }
}

/// Telling residents who agreed.
package protocol TellingDesk: Sendable {
  /// Names and numbers are on it: it counts as a view of each dossier.
  func calls(_ caller: Caller) async throws -> CallSheet
  /// A sheet for each village; a view of each dossier too.
  func callPaper(_ caller: Caller) async throws -> Document
  func called(_ code: String, reached: Bool, note: String, _ caller: Caller) async throws
  /// Needs a recorded view as ``Desk/dossier(_:_:)`` does.
  func consent(_ code: String, _ caller: Caller) async throws -> ConsentSheet
  func agree(
    _ code: String, sms: Bool, call: Bool, phone: String, village: String, _ caller: Caller
  ) async throws
}
