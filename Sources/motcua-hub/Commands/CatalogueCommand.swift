import ArgumentParser
import Dossiers
import Foundation
import Hub
import HubServer
import Identity
import Sync

struct CatalogueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalogue",
    abstract: "Publish procedures, forms and the province's amendments to all communes.",
    subcommands: [Publish.self, List.self, Show.self, MakeDictionary.self])

  struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a folder like Forms as the next version; devices fetch it by themselves.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var acting: ActorOptions
    @Argument(help: "A folder of the shape of Forms: procedures, province.json, calendar.json …")
    var folder: String
    @Option(help: "What it changes, for people.") var note = ""
    @Option(help: ArgumentHelp("The catalogue folder Forms that devices have.", valueName: "DIR"))
    var forms: String?

    func run() async throws {
      let hub = try common.openHub()
      _ = try await acting.actor(hub, common)
      let shipped = try Installation.folder(forms, "Forms", option: "--forms")
      let files = try CatalogueFiles.read(
        URL(filePath: folder), beside: shipped,
        earlier: try await hub.catalogueTrees().map(\.folder))
      let manifest = try await hub.publishCatalogue(files, note: note)
      Output.print(CatalogueCommand.json(manifest), json: common.json) {
        "Catalogue version \(manifest.version) with \(manifest.files.count) files is published."
      }
    }
  }

  struct MakeDictionary: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "dictionary",
      abstract: "Write the dictionary of a folder like Forms, by which its dossiers travel short.",
      discussion: "Publishing does this by itself where the folder has none.")

    @Argument(help: "A folder of the shape of Forms.") var folder: String
    @Option(help: ArgumentHelp("The catalogue folder Forms that devices have.", valueName: "DIR"))
    var forms: String?

    func run() throws {
      let place = URL(filePath: folder)
      let shipped = try Installation.folder(forms, "Forms", option: "--forms")
      guard let dictionary = try DictionaryMaker(place, beside: shipped).make() else {
        throw Failure.notFound("There are no procedures in \(folder).")
      }
      try dictionary.file.write(
        to: place.appending(path: SegmentDictionary.fileName), options: .atomic)
      print("\(dictionary.name): \(dictionary.file.count) bytes")
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Published versions, newest first.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let hub = try common.openHub()
      var manifests: [CatalogueManifest] = []
      for version in stride(from: try await hub.catalogue()?.version ?? 0, to: 0, by: -1) {
        if let manifest = try await hub.catalogue(version) { manifests.append(manifest) }
      }
      Output.print(.array(manifests.map(CatalogueCommand.json)), json: common.json) {
        Output.table(
          manifests.map {
            [
              "\($0.version)", Instant(milliseconds: $0.issued).rfc3339,
              "\($0.files.count) files", $0.note,
            ]
          })
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One version and its files.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The version; the newest without it.") var version: Int?

    func run() async throws {
      guard let manifest = try await common.openHub().catalogue(version) else {
        throw Failure.notFound(
          version.map { "There is no catalogue version \($0)." }
            ?? "No catalogue has been published; use “motcua-hub catalogue publish DIR”.")
      }
      var json = CatalogueCommand.json(manifest).object ?? [:]
      json["paths"] = .array(manifest.files.map { .string($0.path) })
      Output.print(.object(json), json: common.json) {
        (["Version \(manifest.version), \(Instant(milliseconds: manifest.issued).rfc3339)"]
          + manifest.files.map { "  \($0.path)  \($0.size)" }).joined(separator: "\n")
      }
    }
  }

  static func json(_ manifest: CatalogueManifest) -> JSONValue {
    [
      "version": .integer(Int64(manifest.version)),
      "issued": .string(Instant(milliseconds: manifest.issued).rfc3339),
      "note": .string(manifest.note), "files": .integer(Int64(manifest.files.count)),
      "sha256": .string(manifest.offer.sha256.hex),
    ]
  }
}
