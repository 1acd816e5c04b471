import { open, unlink } from "node:fs/promises";

/**
 * Writes a file, or leaves none: half a picture is worth nothing.
 *
 * `flags`: `wx` for a file that must not be there yet, `w` for one that may.
 *
 * @throws what the disk says.
 */
export async function writeWhole(
  path: string,
  data: string | Uint8Array,
  flags: "w" | "wx",
): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.writeFile(data);
  } catch (error) {
    await unlink(path);
    throw error;
  } finally {
    await file.close();
  }
}
