/** Milliseconds until another attempt joins those that are slow: longer than most lines need for a handshake. */
const PATIENCE = 400;
/** Attempts in all. */
const MOST = 4;

/** What is attempted, and what to make of a failure. */
export interface Attempts<T extends AsyncDisposable> {
  /** Begins one; it ends when `signal` aborts. */
  readonly begin: (signal: AbortSignal) => Promise<T>;
  /** Whether the next attempt may fare better. */
  readonly mayPass: (error: unknown) => boolean;
}

/**
 * Attempts several times what a crowd at the other end may spoil: anew when it
 * fails, and beside the others when they are slow, since of those who wait in
 * a crowd the newest is served first. What comes second is disposed of.
 *
 * @throws the failure of the first attempt that no other could have bettered, or else the last.
 */
export async function persist<T extends AsyncDisposable>(
  { begin, mayPass }: Attempts<T>,
  signal: AbortSignal,
): Promise<T> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      let [begun, running] = [0, 0];
      const failures: unknown[] = [];
      const won = (thing: T): void => {
        if (over.signal.aborted) void thing[Symbol.asyncDispose]();
        else resolve(thing);
        over.abort();
      };
      const lost = (number: number, error: unknown): void => {
        running--;
        failures[number] = error;
        if (running > 0 || over.signal.aborted) return;
        const final = failures.find((failure) => failure !== undefined && !mayPass(failure));
        if (begun < MOST && !signal.aborted && final === undefined) attempt();
        else reject(final ?? error);
      };
      const attempt = (): void => {
        const number = begun++;
        running++;
        clearTimeout(timer);
        if (begun < MOST) timer = setTimeout(attempt, PATIENCE * begun);
        begin(either).then(won, (error: unknown) => lost(number, error));
      };
      attempt();
    });
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}
