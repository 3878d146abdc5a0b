package import Dossiers

/// A change of status an officer may make now, with what the law asks for it.
package struct Transition: Sendable, Hashable {
  /// One datum the transition needs beside its reason.
  package struct Field: Sendable, Hashable {
    package enum Shape: Sendable, Hashable {
      case line
      /// Several lines, one item each.
      case list
      case date
      case choice([Choice])
    }

    package struct Choice: Sendable, Hashable {
      package var value: String
      package var label: String

      package init(value: String, label: String) {
        self.value = value
        self.label = label
      }
    }

    /// The key in ``StatusChange/data``.
    package var id: String
    package var label: String
    package var hint: String?
    package var shape: Shape
    package var isRequired: Bool
    /// What stands in it at first.
    package var value: String

    package init(
      id: String, label: String, hint: String? = nil, shape: Shape, isRequired: Bool,
      value: String = ""
    ) {
      self.value = value
      self.id = id
      self.label = label
      self.hint = hint
      self.shape = shape
      self.isRequired = isRequired
    }
  }

  /// 1…10.
  package var to: Int
  /// What the button says: "Chuyển sang xử lý".
  package var name: String
  package var reasonRequired: Bool
  package var fields: [Field]
  /// What the officer should know before.
  package var warning: String?

  package init(
    to: Int, name: String, reasonRequired: Bool, fields: [Field] = [], warning: String? = nil
  ) {
    self.warning = warning
    self.to = to
    self.name = name
    self.reasonRequired = reasonRequired
    self.fields = fields
  }
}

/// The change an officer makes. Dates are `yyyy-MM-dd`; lists are lines joined by "\n".
package struct StatusChange: Sendable, Hashable {
  package var to: Int
  package var reason: String
  package var data: [String: String]

  package init(to: Int, reason: String, data: [String: String] = [:]) {
    self.to = to
    self.reason = reason
    self.data = data
  }
}

/// Who took the result.
package struct HandOver: Sendable, Hashable {
  package var takenBy: String
  /// Number of the identity paper shown, empty if the person is known to the officer.
  package var idNumber: String
  /// In what form: "Bản giấy", "Bản điện tử".
  package var form: String
  /// The paper by which somebody takes it for the owner; empty when the owner takes it himself.
  package var authorisation: String
  package var way: DeliveryWay
  /// Where, if not at this counter.
  package var place: String

  package init(
    takenBy: String, idNumber: String, form: String, authorisation: String = "",
    way: DeliveryWay = .counter, place: String = ""
  ) {
    self.authorisation = authorisation
    self.way = way
    self.place = place
    self.takenBy = takenBy
    self.idNumber = idNumber
    self.form = form
  }
}

/// Why an officer looks at a dossier's personal data.
package enum ViewReason: String, Sendable, Hashable, CaseIterable {
  case handling
  case residentAsks
  case handOver
  case inspection
}
