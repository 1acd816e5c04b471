/** What `--source` can say, read without looking at the world. */
import { isPatternName, PATTERN_NAMES, type PatternName } from "../frame/pattern.js";

export type SourceSpec =
  | { readonly kind: "camera"; readonly index: number; readonly device: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "image"; readonly path: string }
  | { readonly kind: "pattern"; readonly name: PatternName };

/** What OpenCV reads. */
export type OpenCvSpec = Exclude<SourceSpec, { kind: "pattern" | "image" }>;

/** What sharp reads and OpenCV does not play. */
const IMAGE = /\.(?:jpe?g|png|webp|gif|avif|tiff?|svg)$/i;
/** What OpenCV hands on to FFmpeg or GStreamer. */
const SCHEMES = ["http", "https", "rtsp", "rtsps", "rtmp", "rtp", "udp", "tcp", "srt"];
const URL_TEXT = /^(?<scheme>[a-z][a-z\d+.-]*):\/\/(?<rest>.+)$/i;
/** Linux numbers its video devices up to here. */
const LAST_CAMERA = 255;

/** Reads `<index | /dev/videoN | file | url | image | pattern[:name]>`, or says in a sentence what is wrong with it. */
export function parseSource(text: string): SourceSpec | string {
  const camera = /^(?:\/dev\/video)?(?<index>\d{1,3})$/.exec(text)?.groups?.["index"];
  if (camera !== undefined) return cameraSpec(Number(camera));
  const pattern = /^pattern(?::(?<name>.*))?$/.exec(text);
  if (pattern) return patternSpec(pattern.groups?.["name"] ?? "ball");
  const url = URL_TEXT.exec(text)?.groups;
  if (url) return urlSpec(text, url["scheme"] as string, url["rest"] as string);
  if (text === "-") return "a video cannot be read from stdin: save it, and give the file";
  if (text === "") return "the source is empty: give a camera number, a file, a url or pattern";
  return { kind: IMAGE.test(text) ? "image" : "file", path: text };
}

/** What a person calls it; passwords in a url stay out of it. */
export function labelOf(spec: SourceSpec): string {
  switch (spec.kind) {
    case "camera":
      return `camera ${spec.index}`;
    case "pattern":
      return `pattern:${spec.name}`;
    case "url":
      return spec.url.replace(/\/\/[^/]*@/, "//").replace(/[?#].*$/, "");
    default:
      return spec.path.slice(spec.path.lastIndexOf("/") + 1);
  }
}

function cameraSpec(index: number): SourceSpec | string {
  if (index > LAST_CAMERA) return `there is no camera ${index}: they are numbered from 0`;
  return { kind: "camera", index, device: `/dev/video${index}` };
}

function patternSpec(name: string): SourceSpec | string {
  if (isPatternName(name)) return { kind: "pattern", name };
  return `there is no pattern "${name}": choose one of ${PATTERN_NAMES.join(", ")}`;
}

function urlSpec(url: string, scheme: string, rest: string): SourceSpec | string {
  if (scheme.toLowerCase() === "file") return fileSpec(url, rest);
  if (SCHEMES.includes(scheme.toLowerCase())) return { kind: "url", url };
  return `${scheme}:// cannot be played: use ${SCHEMES.join(", ")}, or a file`;
}

function fileSpec(url: string, rest: string): SourceSpec | string {
  try {
    if (rest.startsWith("/")) return parseSource(decodeURIComponent(rest));
  } catch {
    // A stray percent sign: no file has such an address.
  }
  return `${url} is not a path on this machine`;
}
