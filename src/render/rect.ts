/** A block of cells on the terminal: position and size in cells, from 0 at the top left. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly cols: number;
  readonly rows: number;
}
