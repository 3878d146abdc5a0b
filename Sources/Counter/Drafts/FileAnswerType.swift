package import Foundation

/// What may answer a question for a picture, sound, film or other file; known by its first bytes
/// and not by its name.
package enum FileAnswerType: String, Sendable, CaseIterable {
  case jpg, png, pdf, webm, ogg, mp4, wav, mp3

  /// What a question asks for, by its `mediatype`.
  package enum Wanted: String, Sendable {
    case image, audio, video, application

    /// - Parameter mediatype: such as `image/*`; anything unknown is a file of any kind.
    package init(mediatype: String) {
      let kind = mediatype.split(separator: "/").first.map(String.init) ?? ""
      self = Wanted(rawValue: kind) ?? .application
    }

    package var types: [FileAnswerType] {
      switch self {
      case .image: [.jpg, .png]
      case .audio: [.webm, .ogg, .mp4, .wav, .mp3]
      case .video: [.webm, .mp4]
      case .application: [.pdf, .jpg, .png]
      }
    }
  }

  /// Nil if the bytes are of none of the types that are wanted.
  package init?(data: Data, for wanted: Wanted) {
    guard let type = wanted.types.first(where: { $0.matches(data) }) else { return nil }
    self = type
  }

  /// The media type; a container of sound and film is named by what was wanted.
  package func mediaType(for wanted: Wanted) -> String {
    switch self {
    case .jpg: "image/jpeg"
    case .png: "image/png"
    case .pdf: "application/pdf"
    case .webm: wanted == .audio ? "audio/webm" : "video/webm"
    case .ogg: "audio/ogg"
    case .mp4: wanted == .audio ? "audio/mp4" : "video/mp4"
    case .wav: "audio/wav"
    case .mp3: "audio/mpeg"
    }
  }

  private func matches(_ data: Data) -> Bool {
    func stands(_ text: String, at offset: Int) -> Bool {
      data.dropFirst(offset).starts(with: Data(text.utf8))
    }
    return switch self {
    case .jpg: data.starts(with: [0xFF, 0xD8, 0xFF])
    case .png: data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    case .pdf: stands("%PDF-", at: 0)
    case .webm: data.starts(with: [0x1A, 0x45, 0xDF, 0xA3])
    case .ogg: stands("OggS", at: 0)
    case .mp4: stands("ftyp", at: 4)
    case .wav: stands("RIFF", at: 0) && stands("WAVE", at: 8)
    case .mp3:
      stands("ID3", at: 0)
        || data.starts(with: [0xFF]) && data.dropFirst().first.map { $0 & 0xE6 == 0xE2 } == true
    }
  }
}
