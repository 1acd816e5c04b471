/**
 * WAV files: RIFF, chunks of a four-letter name, a little-endian length and
 * a body padded to an even length; `fmt ` says what `data` holds. (Microsoft,
 * Multimedia Programming Interface and Data Specifications 1.0, 1991.)
 */
import { RATE, SAMPLE_BYTES } from "./sample.js";

/** Of the files that we write. */
export const HEADER_BYTES = 44;
/** Longer than this no sound is read, in seconds: it is held as a whole. */
const MOST_SECONDS = 1200;
const FORMAT_BYTES = 16;
const PCM = 1;
const FLOAT = 3;
/** The real format stands in the first two bytes of a GUID further on. */
const EXTENSIBLE = 0xfffe;
const EXTENSIBLE_FORMAT_AT = 24;

/** It is no WAV file, or none that we can read: the message says why. */
export class WavError extends Error {
  override name = "WavError";
}

interface Format {
  readonly coding: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

/** The sound of a whole WAV file as one channel at {@link RATE}: channels are averaged, other rates interpolated. @throws WavError */
export function decodeWav(file: Buffer): Int16Array {
  const isWav = file.length >= 12 && word(file, 0) === "RIFF" && word(file, 8) === "WAVE";
  if (!isWav) throw new WavError("it is not a WAV file");
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length;) {
    const length = file.readUInt32LE(at + 4);
    const body = file.subarray(at + 8, at + 8 + length);
    if (word(file, at) === "fmt ") format = readFormat(body);
    if (word(file, at) === "data" && format) return resample(readMono(body, format), format.rate);
    at += 8 + length + (length % 2);
  }
  throw new WavError("it holds no sound");
}

function readFormat(body: Buffer): Format {
  if (body.length < FORMAT_BYTES) throw new WavError("its format is cut short");
  const declared = body.readUInt16LE(0);
  const isExtended = declared === EXTENSIBLE && body.length >= EXTENSIBLE_FORMAT_AT + 2;
  const format = {
    coding: isExtended ? body.readUInt16LE(EXTENSIBLE_FORMAT_AT) : declared,
    channels: body.readUInt16LE(2),
    rate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
  if (format.channels === 0 || format.rate < 1000 || format.rate > 384_000)
    throw new WavError("its format makes no sense");
  return format;
}

/** How one sample is read, as -1 to 1. */
function sampleReader({ coding, bits }: Format): (body: Buffer, at: number) => number {
  if (coding === FLOAT && bits === 32) return (body, at) => body.readFloatLE(at);
  if (coding === PCM && bits === 8) return (body, at) => (body.readUInt8(at) - 128) / 128;
  const full = 2 ** (bits - 1);
  const isWhole = bits === 16 || bits === 24 || bits === 32;
  if (coding === PCM && isWhole) return (body, at) => body.readIntLE(at, bits / 8) / full;
  throw new WavError(`its coding (${coding}, ${bits} bits) is not one that can be read`);
}

function readMono(body: Buffer, format: Format): Float32Array {
  const read = sampleReader(format);
  const bytes = format.bits / 8;
  const { channels } = format;
  const frames = Math.floor(body.length / (bytes * channels));
  if (frames > MOST_SECONDS * format.rate)
    throw new WavError(`it is longer than ${MOST_SECONDS / 60} minutes`);
  const sound = new Float32Array(frames);
  for (let i = 0; i < sound.length; i++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++)
      sum += read(body, (i * channels + channel) * bytes);
    sound[i] = sum / channels;
  }
  return sound;
}

function resample(sound: Float32Array, rate: number): Int16Array {
  const length = Math.floor((sound.length * RATE) / rate);
  const step = rate / RATE;
  const samples = new Int16Array(length);
  for (let i = 0; i < length; i++) {
    const at = i * step;
    const left = sound[Math.floor(at)] as number;
    const right = sound[Math.floor(at) + 1] ?? left;
    const value = left + (right - left) * (at % 1);
    samples[i] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  }
  return samples;
}

/** The header of a file of `samples` samples, one channel at {@link RATE}. */
export function wavHeader(samples: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  const bytes = samples * SAMPLE_BYTES;
  header.write("RIFF", 0);
  header.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(FORMAT_BYTES, 16);
  header.writeUInt16LE(PCM, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * SAMPLE_BYTES, 28);
  header.writeUInt16LE(SAMPLE_BYTES, 32);
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}

function word(file: Buffer, at: number): string {
  return file.toString("latin1", at, at + 4);
}
