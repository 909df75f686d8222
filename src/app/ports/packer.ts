/** Text in fewer bytes. Never called inside a transaction of the database: both take their time. */
export interface Packer {
  pack(text: string): Promise<Uint8Array>;
  /** Rejects where the bytes are no packed text. */
  unpack(bytes: Uint8Array): Promise<string>;
}
