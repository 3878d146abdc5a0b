package import Dossiers

/// An act beside the changes of status, on a page of its own: what it asks and warns of.
package struct ActSheet: Sendable, Hashable {
  /// Whether the page has a field for a reason.
  package enum Reason: Sendable, Hashable {
    case none, optional, required
  }

  /// As the address names it: `pass`, `extend` …
  package var id: String
  /// What the button says.
  package var name: String
  package var warning: String?
  package var reason: Reason
  package var fields: [Transition.Field]

  package init(
    id: String, name: String, warning: String? = nil, reason: Reason = .none,
    fields: [Transition.Field] = []
  ) {
    self.id = id
    self.name = name
    self.warning = warning
    self.reason = reason
    self.fields = fields
  }
}

/// An act as the officer asks for it. Dates are `yyyy-MM-dd`; lists are lines joined by "\n".
package struct ActRequest: Sendable, Hashable {
  package var id: String
  package var reason: String
  package var data: [String: String]

  package init(id: String, reason: String, data: [String: String]) {
    self.id = id
    self.reason = reason
    self.data = data
  }
}

/// What waits at one desk for one officer.
package struct WorkSheet: Sendable, Hashable {
  package var desk: WorkDesk
  package var dossiers: [DossierLine]

  package init(desk: WorkDesk, dossiers: [DossierLine]) {
    self.desk = desk
    self.dossiers = dossiers
  }
}

/// A fact of one of the axes beside the business state, in words.
package struct AxisLine: Sendable, Hashable {
  package var label: String
  /// One line each; never empty.
  package var values: [String]

  package init(label: String, values: [String]) {
    self.label = label
    self.values = values
  }
}

/// The answers of a dossier in the order and wording of the system that decides it.
package struct EntrySheet: Sendable, Hashable {
  package struct Line: Sendable, Hashable {
    package var label: String
    /// As that system takes it; empty if there is no answer.
    package var value: String

    package init(label: String, value: String) {
      self.label = label
      self.value = value
    }
  }

  package struct Group: Sendable, Hashable {
    package var title: String
    package var lines: [Line]

    package init(title: String, lines: [Line]) {
      self.title = title
      self.lines = lines
    }
  }

  /// The other system, in words.
  package var system: String
  package var groups: [Group]
  /// The code that system gave, if it is known.
  package var officialCode: String?

  package init(system: String, groups: [Group], officialCode: String?) {
    self.system = system
    self.groups = groups
    self.officialCode = officialCode
  }
}
