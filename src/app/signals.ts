/** Signals that ask a program to leave, and their numbers: it exits with 128 more. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGQUIT: 3, SIGTERM: 15 } as const;

/** Calls `listener` with the exit code at the first such signal; at the second the program ends at once. */
export function onSignal(listener: (code: number) => void): Disposable {
  let asked = false;
  const subscriptions = Object.entries(SIGNALS).map(([signal, number]) => {
    const handle = (): void => {
      if (asked) process.exit(128 + number);
      asked = true;
      listener(128 + number);
    };
    process.on(signal, handle);
    return () => process.off(signal, handle);
  });
  return { [Symbol.dispose]: () => subscriptions.forEach((unsubscribe) => unsubscribe()) };
}
