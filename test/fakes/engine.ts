import { OPENING, quietReport } from "../../src/engine/voice-thread.js";
import type { SidePath, VoiceEngine, VoiceReport } from "../../src/ports.js";
import { Changes } from "../../src/util/changes.js";
import type { VoicePacket } from "../../src/voice/jitter-buffer.js";

/** A voice engine without sound: a test says what it reports, and what it speaks. */
export class FakeEngine extends Changes implements VoiceEngine {
  report: VoiceReport = quietReport("nothing yet");
  readonly heard: VoicePacket[] = [];
  begun = 0;
  speaks = false;
  gain = 1;
  prepared = false;
  path: SidePath | undefined;
  aimed: number | undefined;
  #spoke: ((packet: VoicePacket) => void) | undefined;

  /** Whether devices are open. */
  get isOpen(): boolean {
    return this.#spoke !== undefined;
  }
  prepare(): void {
    this.prepared = true;
  }
  begin(spoke: (packet: VoicePacket) => void): void {
    this.begun++;
    this.report = OPENING;
    this.#spoke = spoke;
  }
  end(): void {
    this.#spoke = undefined;
  }
  hear(packet: VoicePacket): void {
    this.heard.push(packet);
  }
  speak(on: boolean): void {
    this.speaks = on;
  }
  openPath(path: SidePath, bound: (port: number) => void): void {
    this.path = path;
    bound(4711);
  }
  aimPath(port: number): void {
    this.aimed = port;
  }
  setVolume(gain: number): void {
    this.gain = gain;
  }
  /** The microphone heard something. */
  say(sequence: number, more: Partial<VoicePacket> = {}): void {
    const data = Uint8Array.of(1, 2, 3);
    const packet = { sequence, capturedAt: 0, begins: false, ends: false, data };
    this.#spoke?.({ ...packet, ...more });
  }
  /** Something about the devices changed. */
  turn(more: Partial<VoiceReport>): void {
    this.report = { ...this.report, ...more };
    this.tell();
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#spoke = undefined;
    return Promise.resolve();
  }
}
