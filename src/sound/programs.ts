/**
 * Programs that carry sound through a pipe, for machines whose sound server
 * we cannot speak with. Raw samples on stdin and stdout; every one is told how
 * little it may hold back, since their defaults hold seconds.
 */

/** How one program is run. */
export interface Program {
  readonly command: string;
  /** `device`: its own name for one; undefined: its default. */
  readonly arguments: (device: string | undefined) => readonly string[];
  /** Milliseconds that it holds, as measured. */
  readonly latency: number;
  /** How it says on stderr what it has played, in seconds since it began; undefined: it does not. */
  readonly played?: RegExp;
}

export interface ProgramPair {
  readonly label: string;
  readonly microphone: Program;
  readonly speaker: Program;
  /** A file that must be there and match: without it the programs only fail. */
  readonly needs?: { readonly file: string; readonly holding: RegExp };
}

const PULSE = ["--raw", "--rate=48000", "--channels=1", "--format=s16le"];
const PULSE_QUICK = ["--latency-msec=20", "--process-time-msec=5"];
const PIPEWIRE = ["--rate=48000", "--channels=1", "--format=s16", "--latency=20ms"];
const ALSA = ["-q", "-t", "raw", "-f", "S16_LE", "-r", "48000", "-c", "1"];
const ALSA_QUICK = ["--buffer-time=40000", "--period-time=10000"];
const SOX = ["-t", "raw", "-r", "48000", "-e", "signed", "-b", "16", "-c", "1"];
const SOX_QUICK = ["-q", "--buffer", "960"];

/** `flag=device`, or nothing for the default. */
const chosen = (flag: string, device: string | undefined): readonly string[] =>
  device === undefined ? [] : [`${flag}=${device}`];

/** Best first. */
export const PROGRAMS: readonly ProgramPair[] = [
  {
    label: "pacat",
    microphone: {
      command: "parec",
      arguments: (device) => [...PULSE, ...PULSE_QUICK, ...chosen("--device", device)],
      latency: 20,
    },
    speaker: {
      command: "pacat",
      arguments: (device) => ["-v", ...PULSE, ...PULSE_QUICK, ...chosen("--device", device)],
      latency: 40,
      played: /Time: ([\d.]+) sec/g,
    },
  },
  {
    label: "pw-cat",
    microphone: {
      command: "pw-record",
      arguments: (device) => [...PIPEWIRE, ...chosen("--target", device), "-"],
      latency: 60,
    },
    speaker: {
      command: "pw-play",
      arguments: (device) => [...PIPEWIRE, ...chosen("--target", device), "-"],
      latency: 60,
    },
  },
  {
    label: "aplay",
    microphone: {
      command: "arecord",
      arguments: (device) => [...ALSA, ...ALSA_QUICK, ...chosen("--device", device)],
      latency: 30,
    },
    speaker: {
      command: "aplay",
      arguments: (device) => [...ALSA, ...ALSA_QUICK, ...chosen("--device", device)],
      latency: 40,
    },
    needs: { file: "/proc/asound/cards", holding: /^\s*\d+ \[/m },
  },
  {
    label: "sox",
    microphone: {
      command: "rec",
      arguments: () => [...SOX_QUICK, ...SOX, "-"],
      latency: 60,
    },
    speaker: {
      command: "play",
      arguments: () => [...SOX_QUICK, ...SOX, "-"],
      latency: 120,
    },
  },
];
