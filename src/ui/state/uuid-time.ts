/** When a UUIDv7 was born: its first 48 bits are ms since 1970 (RFC 9562 §5.7). Undefined for another kind of id. */
export function uuidTime(id: string): number | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(id);
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : undefined;
}
