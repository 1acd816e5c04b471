/** The part of sharp that we use. Raw pixels are RGB, row-major, packed. */
export type Sharp = (input: string | Uint8Array, options?: SharpOptions) => SharpPipeline;

interface SharpOptions {
  /** Says that the input is raw pixels of this shape. */
  readonly raw?: { readonly width: number; readonly height: number; readonly channels: 3 };
  /** Pictures with more pixels than this are refused. */
  readonly limitInputPixels?: number;
}

export interface SharpPipeline {
  /** Turns the picture as its EXIF orientation says. */
  autoOrient(): SharpPipeline;
  resize(options: {
    readonly width: number;
    readonly height: number;
    readonly fit: "inside" | "fill";
    readonly withoutEnlargement: boolean;
  }): SharpPipeline;
  /** Lays transparent parts over `background`. */
  flatten(options: { readonly background: string }): SharpPipeline;
  toColourspace(space: "srgb"): SharpPipeline;
  removeAlpha(): SharpPipeline;
  raw(): SharpPipeline;
  png(): SharpPipeline;
  jpeg(options?: { readonly quality: number }): SharpPipeline;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<SharpPixels>;
  /** Writes the EXIF orientation into the file. */
  withMetadata(options: { readonly orientation: number }): SharpPipeline;
  toFile(path: string): Promise<unknown>;
  /** Reads the header only. */
  metadata(): Promise<SharpMetadata>;
}

interface SharpMetadata {
  /** The size once turned by {@link SharpPipeline.autoOrient}. */
  readonly autoOrient: { readonly width: number; readonly height: number };
}

export interface SharpPixels {
  readonly data: Uint8Array;
  readonly info: { readonly width: number; readonly height: number; readonly channels: number };
}
