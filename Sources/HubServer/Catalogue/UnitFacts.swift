/// What citizens need of a unit file: where it is and how to reach it.
struct UnitFacts: Sendable {
  var name = ""
  var address = ""
  var hotline = ""
}
