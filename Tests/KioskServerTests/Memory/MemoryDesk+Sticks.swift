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

  func readStick(_ id: String, _ caller: Caller) async throws -> [String] {
    throw DeskError(.notFound, id)
  }
}
