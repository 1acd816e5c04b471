const utf8 = new TextEncoder();

/** `text` in UTF-8, at most `limit` bytes of it, without half a character at the end. */
export function utf8Within(text: string, limit: number): Uint8Array {
  const bytes = utf8.encode(text);
  let end = Math.min(bytes.length, limit);
  // A byte 10xxxxxx continues the character before it.
  while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
