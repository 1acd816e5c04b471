import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { openCvAvailable } from "../native/load.js";
import type { FrameSource, Log, PlayOrder, Wanted, Timing } from "../ports.js";
import { CHILD_EXIT } from "./child-exit.js";
import { type PictureListener, PictureReader } from "./picture-pipe.js";
import { labelOf, type OpenCvSpec } from "./source-spec.js";
import { type Run, SupervisedSource } from "./supervise.js";
import type { Tape } from "./tape.js";
import { type Ending, explain } from "./trouble.js";

/** Lines of the process's own words that are kept for the explanation. */
const LAST_WORDS = 20;

/** A camera, a video or a stream, read by OpenCV in a process of its own. */
export function openCvSource(spec: OpenCvSpec, timing: Timing, log: Log): FrameSource {
  return supervised(spec, timing, log, (listener) => launch(spec, listener, log));
}

/** The same, told by `tape` what to play. */
export function openCvPlayer(
  spec: OpenCvSpec,
  tape: Tape,
  { timing, log }: { readonly timing: Timing; readonly log: Log },
): FrameSource {
  return supervised(spec, timing, log, (listener) => {
    const run = launch(spec, tape.listening(listener), log);
    tape.play(run.order);
    return run;
  });
}

function supervised(
  spec: OpenCvSpec,
  timing: Timing,
  log: Log,
  start: (listener: PictureListener) => Run,
): FrameSource {
  return new SupervisedSource({
    label: labelOf(spec),
    launch: start,
    explain: (ending) => explain(spec, ending),
    timing,
    log,
  });
}

/** A run that can be told what to play. */
interface SteeredRun extends Run {
  readonly order: (order: PlayOrder) => void;
}

function launch(spec: OpenCvSpec, listener: PictureListener, log: Log): SteeredRun {
  if (!openCvAvailable()) return NOTHING_TO_LAUNCH;
  const entry = fileURLToPath(new URL("./opencv-process.js", import.meta.url));
  const child = spawn(process.execPath, [entry, spec.kind, nameOf(spec)], {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: environmentFor(spec),
  });
  log.note("opencv-process", { pid: child.pid ?? 0 });
  // All four are pipes, as asked for.
  const { stdin } = child;
  const outputs = [child.stdout, child.stderr] as Readable[];
  const pictures = child.stdio[3] as Readable;
  // A process that is going breaks its pipe before we hear of its end.
  stdin.on("error", () => {});
  const words = listen(outputs, log);
  const reader = new PictureReader(listener);
  pictures.on("data", (chunk: Uint8Array) => {
    if (!reader.push(chunk)) child.kill("SIGKILL");
  });
  const say = (line: Wanted | PlayOrder): void => void stdin.write(`${JSON.stringify(line)}\n`);
  return {
    want: say,
    order: say,
    kill: () => void child.kill("SIGKILL"),
    over: endOf(child, words),
  };
}

const NOTHING_TO_LAUNCH: SteeredRun = {
  want: () => {},
  order: () => {},
  kill: () => {},
  over: Promise.resolve({ how: "no-opencv", detail: "OpenCV is not set up" }),
};

function nameOf(spec: OpenCvSpec): string {
  if (spec.kind === "camera") return String(spec.index);
  return spec.kind === "file" ? spec.path : spec.url;
}

/** For streams: RTSP through TCP arrives whole, and one decoding thread holds back no pictures. */
const STREAM_OPTIONS = "rtsp_transport;tcp|threads;1";

/** The user's own setting wins. */
function environmentFor({ kind }: OpenCvSpec): NodeJS.ProcessEnv {
  if (kind !== "url") return process.env;
  return { OPENCV_FFMPEG_CAPTURE_OPTIONS: STREAM_OPTIONS, ...process.env };
}

/** Notes what the process prints, and keeps the end of it. */
function listen(outputs: readonly Readable[], log: Log): readonly string[] {
  const words: string[] = [];
  for (const output of outputs) {
    createInterface({ input: output }).on("line", (line) => {
      words.push(line);
      if (words.length > LAST_WORDS) words.shift();
      log.note("opencv", { line });
    });
  }
  return words;
}

async function endOf(child: ChildProcess, words: readonly string[]): Promise<Ending> {
  try {
    // "close" comes after the last of its output, "exit" may come before.
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    const detail = words.at(-1) ?? "";
    switch (code) {
      case CHILD_EXIT.noOpenCv:
        return { how: "no-opencv", detail };
      case CHILD_EXIT.cannotOpen:
        return { how: "cannot-open", detail: words.join("\n") };
      case CHILD_EXIT.noPicture:
        return { how: "no-picture", detail };
      case CHILD_EXIT.ended:
        return { how: "ended", detail };
      default:
        return { how: "crashed", detail: signal ?? `exit code ${code}` };
    }
  } catch (error) {
    return { how: "crashed", detail: error instanceof Error ? error.message : String(error) };
  }
}
