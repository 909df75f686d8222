/** Small things that must be there at once after a reload: texts by name. `set` may throw where the medium is full. */
export interface DeviceMemory {
  get(name: string): string | null;
  set(name: string, value: string): void;
}
