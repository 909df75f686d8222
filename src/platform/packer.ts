import type { Packer } from '../app/ports/packer.ts';

/** The browser's own streams; absent in old ones (`deflate-raw` came with Chromium 103). */
interface Streams {
  readonly CompressionStream?: typeof CompressionStream;
  readonly DecompressionStream?: typeof DecompressionStream;
}

/** Deflate without a frame; undefined where the browser has none: texts stay as they are then. */
export function deflatePacker({
  CompressionStream: Deflate,
  DecompressionStream: Inflate,
}: Streams): Packer | undefined {
  if (!Deflate || !Inflate) return undefined;
  const through = async (
    bytes: Uint8Array,
    stream: { readonly readable: ReadableStream; readonly writable: WritableStream },
  ): Promise<ArrayBuffer> => {
    const writer = stream.writable.getWriter();
    // A refusal of the bytes comes out at the other end.
    void writer.write(bytes).catch(() => undefined);
    void writer.close().catch(() => undefined);
    return new Response(stream.readable).arrayBuffer();
  };
  return {
    pack: async (text) => new Uint8Array(await through(new TextEncoder().encode(text), new Deflate('deflate-raw'))),
    unpack: async (bytes) => new TextDecoder().decode(await through(bytes, new Inflate('deflate-raw'))),
  };
}
