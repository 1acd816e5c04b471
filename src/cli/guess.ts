/** What somebody probably meant to type. */

/** The likeliest of `known` for a mistyped `word`; undefined when none is near enough to be worth saying. */
export function guess(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, distance: distance(word, candidate) }))
    .filter(({ candidate, distance: slips }) => slips <= Math.ceil(candidate.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** The same as the rest of a complaint, with `written` around the guess; empty when there is none. */
export function didYouMean(
  word: string,
  known: readonly string[],
  written: (guessed: string) => string,
): string {
  const meant = guess(word, known);
  return meant === undefined ? "" : ` - did you mean ${written(meant)}?`;
}

/** Slips of the finger between two words: a letter too many, too few, wrong, or swapped with its neighbour. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        cell(above, j) + 1,
        cell(row, j - 1) + 1,
        cell(above, j - 1) + wrong,
        swapped ? cell(before, j - 2) + 1 : Infinity,
      );
    }
    before = above;
    above = row;
  }
  return cell(above, b.length);
}

const cell = (row: readonly number[], j: number): number => row[j] ?? Infinity;
