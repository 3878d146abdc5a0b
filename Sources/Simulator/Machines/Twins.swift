import Dossiers
import Sync

/// Two machines that work with one key, because somebody copied a disk: what either wrote since.
/// Each works on the dossiers it received itself. Their entries may get other names when the hub
/// finds out, so they are known by marks and tokens here.
final class Twins {
  struct Fact {
    let mark: Int64
    let path: String
    let value: String?
    /// Somebody was told that it is on the disk.
    let isPromised: Bool
  }

  struct Dossier {
    let token: String
    /// The name of the machine that received it.
    let machine: String
    let units: Set<String>
    let mark: Int64
    var values: [String: String?]
    var facts: [Fact] = []
  }

  private(set) var dossiers: [Dossier] = []

  func begin(_ intake: Intake, mark: Int64, _ kiosk: Kiosk) {
    guard !dossiers.contains(where: { $0.token == intake.token }) else { return }
    dossiers.append(
      Dossier(
        token: intake.token, machine: kiosk.name,
        units: [kiosk.unit.code, intake.authority, intake.returnUnit], mark: mark,
        values: intake.answers))
  }

  func add(_ fact: Fact, to token: String) {
    guard let index = dossiers.firstIndex(where: { $0.token == token }) else { return }
    dossiers[index].facts.append(fact)
  }
}
