import Dossiers
import KioskServer

/// An office without sticks.
extension MemoryDesk {
  func sticks(_ caller: Caller) async throws -> StickSheet {
    StickSheet(
      sticks: [], hasHub: false, standing: .nothingSent, sentence: "", held: nil, waiting: [])
  }

  func writeStick(_ id: String, _ caller: Caller) async throws -> [String] {
    throw DeskError(.notFound, id)
  }

  func limitFiles(megabytes: Int?, from: TimeOfDay?, to: TimeOfDay?, _ caller: Caller)
    async throws
  {
    throw DeskError(.refused, "")
  }

  func readStick(_ id: String, _ caller: Caller) async throws -> [String] {
    throw DeskError(.notFound, id)
  }
}
