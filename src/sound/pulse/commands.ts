/** Commands of PulseAudio's native protocol by number: those that we say, and those that we hear. */
export const COMMAND = {
  error: 0,
  reply: 2,
  createPlayback: 3,
  deletePlayback: 4,
  createRecord: 5,
  deleteRecord: 6,
  authenticate: 8,
  setName: 9,
  playbackLatency: 14,
  serverInfo: 20,
  sinks: 22,
  sources: 24,
  modules: 26,
  clients: 28,
  loadModule: 51,
  unloadModule: 52,
  recordLatency: 57,
  request: 61,
  underflow: 63,
  playbackKilled: 64,
  recordKilled: 65,
  setPlaybackBuffer: 72,
} as const;

/** Why a server refuses, by number. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: "access denied (it wants the cookie of its own user: see PULSE_COOKIE)",
  2: "unknown command",
  3: "invalid argument",
  4: "it exists already",
  5: "no such device",
  6: "connection refused",
  7: "protocol error",
  8: "timeout",
  9: "no authentication key",
  10: "internal error",
  11: "connection terminated",
  12: "killed",
  13: "no such server",
  14: "the module does not start",
  15: "bad state",
  16: "no data",
  17: "incompatible version",
  18: "too large",
  19: "not supported",
  20: "it does not know why",
  21: "no such extension",
  22: "obsolete",
  23: "not built in",
  25: "input or output failed",
  26: "busy",
};

export function refusal(code: number): string {
  return REFUSALS[code] ?? `error ${code}`;
}
