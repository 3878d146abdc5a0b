import CZstd
package import Foundation

/// zstd frames with a checksum and their content size.
package enum Zstandard {
  /// - Parameters:
  ///   - dictionary: bytes the reader has too.
  ///   - isChecked: whether the frame ends with a checksum; what is signed anyway needs none.
  package static func compress(
    _ plain: Data, level: Int32, dictionary: Data? = nil, isChecked: Bool = true
  ) throws -> Data {
    guard let context = ZSTD_createCCtx() else { throw SegmentError.damaged }
    defer { ZSTD_freeCCtx(context) }
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, isChecked ? 1 : 0)
    let isLoaded = dictionary?.withUnsafeBytes {
      ZSTD_CCtx_loadDictionary(context, $0.baseAddress, $0.count)
    }
    guard ZSTD_isError(isLoaded ?? 0) == 0 else { throw SegmentError.damaged }
    var output = Data(count: ZSTD_compressBound(plain.count))
    let size = output.withUnsafeMutableBytes { target in
      plain.withUnsafeBytes { source in
        ZSTD_compress2(
          context, target.baseAddress, target.count, source.baseAddress, source.count)
      }
    }
    guard ZSTD_isError(size) == 0 else { throw SegmentError.damaged }
    return output.prefix(size)
  }

  /// Accepts exactly one frame that names its size, at most `limit`.
  package static func decompress(_ data: Data, limit: Int, dictionary: Data? = nil) throws -> Data {
    guard let context = ZSTD_createDCtx() else { throw SegmentError.damaged }
    defer { ZSTD_freeDCtx(context) }
    let (frame, size) = data.withUnsafeBytes {
      (
        ZSTD_findFrameCompressedSize($0.baseAddress, $0.count),
        ZSTD_getFrameContentSize($0.baseAddress, $0.count)
      )
    }
    guard ZSTD_isError(frame) == 0, frame == data.count, size < UInt64(Int64.max) else {
      throw SegmentError.damaged
    }
    guard size <= UInt64(limit) else { throw SegmentError.tooLarge }
    var plain = Data(count: Int(size))
    let known = dictionary ?? Data()
    let written = plain.withUnsafeMutableBytes { target in
      data.withUnsafeBytes { source in
        known.withUnsafeBytes { known in
          ZSTD_decompress_usingDict(
            context, target.baseAddress, target.count, source.baseAddress, source.count,
            known.baseAddress, known.count)
        }
      }
    }
    guard ZSTD_isError(written) == 0, written == plain.count else { throw SegmentError.damaged }
    return plain
  }
}
