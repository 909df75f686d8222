/** SHA-256 of a text (UTF-8) in hex; undefined where the page is not secure: browsers have no `crypto.subtle` there. */
export function sha256(subtle: SubtleCrypto | undefined): ((text: string) => Promise<string>) | undefined {
  if (!subtle) return undefined;
  return async (text) =>
    Array.from(new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text))), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
}
