/** What a pickle can come to here: values that can do nothing at all. */

/** The only names a pickle may use; each stands for itself, and for nothing that could be called. */
export type KnownName = "reconstruct" | "from-buffer" | "ndarray" | "dtype" | "encode";

/** Pixels, or other bytes, in rows and columns. */
export interface Bytes2D {
  /** Sizes by dimension: rows first. Their product is the length of `data`. */
  readonly shape: readonly number[];
  /** Column by column instead of row by row. */
  readonly fortran: boolean;
  /** A view of the pickle. */
  readonly data: Uint8Array;
}

/** An array whose content comes later in the pickle. */
export interface ArrayValue {
  readonly is: "array";
  content: Bytes2D | undefined;
}

export type Value =
  | { readonly is: "none" }
  | { readonly is: "flag"; readonly on: boolean }
  | { readonly is: "number"; readonly value: number }
  /** UTF-8. */
  | { readonly is: "text"; readonly utf8: Uint8Array }
  | { readonly is: "bytes"; readonly bytes: Uint8Array }
  | { readonly is: "tuple"; readonly items: readonly Value[] }
  | { readonly is: "name"; readonly name: KnownName }
  /** The one there is: bytes without a sign. */
  | { readonly is: "dtype" }
  | ArrayValue;

/** What was found that no picture needs, as the end of a sentence that begins with "it". */
export interface Refusal {
  readonly refused: string;
}

export function isRefusal(value: object): value is Refusal {
  return "refused" in value;
}

/** What a text says, if it is short enough to be a name. */
export function wordOf(value: Value | undefined, most: number): string | undefined {
  if (value?.is !== "text" || value.utf8.length > most) return undefined;
  return new TextDecoder().decode(value.utf8);
}
