import CZstd
import Foundation
import Synchronization

/// Contexts that wait to be used again. Making one, and digesting the dictionary for it, takes
/// several times as long as compressing a small message with it.
final class ContextPool<Kind: Hashable & Sendable, Context: ZstandardContext>: Sendable {
  /// Contexts that are kept, of all kinds together.
  private static var limit: Int { 8 }
  /// Bytes of a context that is kept; those for a large segment are freed.
  private static var byteLimit: Int { 4 << 20 }

  private let waiting = Mutex<[(kind: Kind, context: Context)]>([])

  func take(_ kind: Kind) -> Context? {
    waiting.withLock { waiting in
      waiting.lastIndex { $0.kind == kind }.map { waiting.remove(at: $0).context }
    }
  }

  /// Only a context whose last work succeeded may be given back. The oldest makes room.
  func giveBack(_ context: Context, _ kind: Kind) {
    guard context.bytes <= Self.byteLimit else { return }
    waiting.withLock { waiting in
      if waiting.count == Self.limit { waiting.removeFirst() }
      waiting.append((kind, context))
    }
  }
}

protocol ZstandardContext: AnyObject, Sendable {
  /// Memory it holds.
  var bytes: Int { get }
}

/// A compression context with its parameters and dictionary, which stay from frame to frame.
///
/// Unchecked: the pool hands it to one thread at a time, and `context` is used nowhere else.
final class Compressor: ZstandardContext, @unchecked Sendable {
  struct Kind: Hashable, Sendable {
    let level: Int32
    let dictionary: Data?
    let isChecked: Bool
  }

  static let pool = ContextPool<Kind, Compressor>()

  let context: OpaquePointer

  init(_ kind: Kind) throws {
    guard let context = ZSTD_createCCtx() else { throw SegmentError.damaged }
    self.context = context
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kind.level)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, kind.isChecked ? 1 : 0)
    let isLoaded = kind.dictionary?.withUnsafeBytes {
      ZSTD_CCtx_loadDictionary(context, $0.baseAddress, $0.count)
    }
    guard ZSTD_isError(isLoaded ?? 0) == 0 else { throw SegmentError.damaged }
  }

  deinit { ZSTD_freeCCtx(context) }

  var bytes: Int { ZSTD_sizeof_CCtx(context) }
}

/// Unchecked for the same reason as ``Compressor``.
final class Decompressor: ZstandardContext, @unchecked Sendable {
  enum Kind: Hashable, Sendable { case one }

  static let pool = ContextPool<Kind, Decompressor>()

  let context: OpaquePointer

  init() throws {
    guard let context = ZSTD_createDCtx() else { throw SegmentError.damaged }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  var bytes: Int { ZSTD_sizeof_DCtx(context) }
}
