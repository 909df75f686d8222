/** Saves a text, or bytes, as a file of this name, from a click. */
export function saveFile(name: string, content: string | Uint8Array<ArrayBuffer>, type?: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], type === undefined ? {} : { type }));
  link.download = name;
  link.click();
  // The click has taken its hold of the file.
  URL.revokeObjectURL(link.href);
}
