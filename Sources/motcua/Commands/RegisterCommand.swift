import ArgumentParser
import Counter
import Dossiers
import Identity

/// The registers that forms write to, such as the residents an office knows.
struct RegisterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "register", abstract: "Look in the registers forms write to.",
    subcommands: [Find.self])

  struct Find: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Entries by an exact number or by words of their names, masked.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The list, such as residents.") var list: String
    @Argument(help: "A personal number, or words of a name.") var text: [String]

    func run() async throws {
      let office = try common.office()
      let found = try office.findEntities(
        text.joined(separator: " "), in: list, by: try common.actor(in: office))
      if common.json {
        Output.json(
          .array(
            found.map { entity in
              [
                "id": .string(entity.id), "label": .string(entity.maskedLabel),
                "numbers": .array(entity.maskedNumbers.map { .string($0) }),
              ]
            }))
      } else {
        Output.lines(
          found.map { ([$0.id, $0.maskedLabel] + $0.maskedNumbers).joined(separator: "  ") })
      }
    }
  }
}
