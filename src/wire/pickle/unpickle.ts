/**
 * Reads a pickle without running it.
 *
 * A pickle is a program: Python's reader fetches and calls whatever it names,
 * so that whoever sends one to the tutorials' programs runs programs on that
 * machine. This is the same stack machine with the doors left out. It knows
 * the steps that a numpy picture of bytes takes in protocols 2 to 5, builds
 * inert values, and refuses everything else, saying what it met.
 */
import { MAX_MEMO, MAX_STACK, MAX_STEPS, MAX_WORD } from "../dialect-limits.js";
import { build, call, knownName } from "./calls.js";
import { opcodeName } from "./opcodes.js";
import { Tape } from "./tape.js";
import { type Refusal, type Value, wordOf } from "./value.js";

/** What the pickle stands for, or why it is not read. Takes a bounded number of steps; never throws on content. */
export function unpickle(bytes: Uint8Array): Value | Refusal {
  const tape = new Tape(bytes);
  const machine = new Machine(tape);
  // Older protocols are text, and begin with anything at all.
  if (bytes[0] !== PROTO) return { refused: "is of protocol 0 or 1, or no pickle" };
  for (let step = 0; step < MAX_STEPS; step++) {
    const opcode = tape.u8();
    if (opcode === STOP && !tape.short) return machine.result();
    const run = STEPS.get(opcode);
    if (run && !tape.short) run(machine, tape);
    if (tape.short) return { refused: "ends too soon" };
    if (!run) return { refused: `uses ${opcodeName(opcode)}` };
    if (machine.refusal) return machine.refusal;
  }
  return { refused: `takes more than ${MAX_STEPS} steps` };
}

const PROTO = 0x80;
const STOP = 0x2e;
const NONE: Value = { is: "none" };

class Machine {
  readonly #tape: Tape;
  /** Undefined is a mark. */
  readonly #stack: (Value | undefined)[] = [];
  readonly #memo = new Map<number, Value>();
  /** Bytes that may still be made of text: as many as there are, so that no text is spelt out over and over. */
  #spelling: number;
  #refusal: Refusal | undefined;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#spelling = tape.left;
  }

  /** Why it cannot go on. */
  get refusal(): Refusal | undefined {
    return this.#refusal;
  }

  refuse(refused: string): void {
    this.#refusal ??= { refused };
  }

  push(value: Value | undefined): void {
    if (this.#stack.length >= MAX_STACK) this.refuse(`stacks up more than ${MAX_STACK} values`);
    else this.#stack.push(value);
  }

  pop(): Value {
    const value = this.#stack.pop();
    if (!value) this.refuse("takes what it has not put");
    return value ?? NONE;
  }

  /** Pushes what became of something, unless it was refused. */
  put(made: Value | Refusal): void {
    if ("refused" in made) this.refuse(made.refused);
    else this.push(made);
  }

  /** The last `count` values as one. */
  tuple(count: number): void {
    const items = Array.from({ length: count }, () => this.pop()).toReversed();
    this.push({ is: "tuple", items });
  }

  tupleFromMark(): void {
    const mark = this.#stack.lastIndexOf(undefined);
    if (mark < 0) return this.refuse("takes what it has not put");
    const items = this.#stack.splice(mark).slice(1) as Value[];
    this.push({ is: "tuple", items });
  }

  remember(index = this.#memo.size): void {
    const value = this.#stack.at(-1);
    if (this.#memo.size >= MAX_MEMO) return this.refuse(`remembers more than ${MAX_MEMO} values`);
    if (!value) return this.refuse("remembers what it has not put");
    this.#memo.set(index, value);
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value) this.push(value);
    else this.refuse("recalls what it has not remembered");
  }

  name(module: Value, name: Value): void {
    const words = [wordOf(module, MAX_WORD), wordOf(name, MAX_WORD)] as const;
    if (words[0] === undefined || words[1] === undefined) this.refuse("names what is no name");
    else this.put(knownName(words[0], words[1]));
  }

  call(): void {
    const items = this.pop();
    const callee = this.pop();
    if (this.#refusal) return;
    if (items.is !== "tuple") return this.refuse("calls a name with what is no list");
    const made = call(callee, items.items);
    if ("is" in made && made.is === "bytes") this.#spelling -= made.bytes.length;
    if (this.#spelling < 0) this.refuse("spells out more than it has");
    else this.put(made);
  }

  build(): void {
    const state = this.pop();
    const target = this.pop();
    if (!this.#refusal) this.#refusal = build(target, state);
    this.push(target);
  }

  result(): Value | Refusal {
    const value = this.pop();
    if (this.#stack.length > 0) this.refuse("leaves something over");
    if (this.#tape.left > 0) this.refuse("goes on after its end");
    return this.#refusal ?? value;
  }
}

type Step = (machine: Machine, tape: Tape) => void;

const number = (value: number): Value => ({ is: "number", value });
const flag = (on: boolean): Value => ({ is: "flag", on });
const text = (utf8: Uint8Array): Value => ({ is: "text", utf8 });
const bytesOf = (bytes: Uint8Array): Value => ({ is: "bytes", bytes });

/** Everything a picture needs, by number; opcodes.ts has their names. */
const STEPS: ReadonlyMap<number, Step> = new Map<number, Step>([
  [PROTO, (machine, tape) => checkProtocol(machine, tape.u8())],
  // A frame only says how much may be read ahead.
  [0x95, (_, tape) => void tape.u64()],
  [0x28, (machine) => machine.push(undefined)],
  [0x4e, (machine) => machine.push(NONE)],
  [0x88, (machine) => machine.push(flag(true))],
  [0x89, (machine) => machine.push(flag(false))],
  [0x4a, (machine, tape) => machine.push(number(tape.i32()))],
  [0x4b, (machine, tape) => machine.push(number(tape.u8()))],
  [0x4d, (machine, tape) => machine.push(number(tape.u16()))],
  [0x8c, (machine, tape) => machine.push(text(tape.take(tape.u8())))],
  [0x58, (machine, tape) => machine.push(text(tape.take(tape.u32())))],
  [0x43, (machine, tape) => machine.push(bytesOf(tape.take(tape.u8())))],
  [0x42, (machine, tape) => machine.push(bytesOf(tape.take(tape.u32())))],
  [0x8e, (machine, tape) => machine.push(bytesOf(tape.take(tape.u64())))],
  [0x96, (machine, tape) => machine.push(bytesOf(tape.take(tape.u64())))],
  [0x63, (machine, tape) => machine.name(text(tape.line(MAX_WORD)), text(tape.line(MAX_WORD)))],
  [0x93, nameFromStack],
  [0x29, (machine) => machine.tuple(0)],
  [0x85, (machine) => machine.tuple(1)],
  [0x86, (machine) => machine.tuple(2)],
  [0x87, (machine) => machine.tuple(3)],
  [0x74, (machine) => machine.tupleFromMark()],
  [0x52, (machine) => machine.call()],
  [0x62, (machine) => machine.build()],
  [0x71, (machine, tape) => machine.remember(tape.u8())],
  [0x72, (machine, tape) => machine.remember(tape.u32())],
  [0x94, (machine) => machine.remember()],
  [0x68, (machine, tape) => machine.recall(tape.u8())],
  [0x6a, (machine, tape) => machine.recall(tape.u32())],
]);

function checkProtocol(machine: Machine, protocol: number): void {
  if (protocol < 2 || protocol > 5) machine.refuse(`is of protocol ${protocol}`);
}

function nameFromStack(machine: Machine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (!machine.refusal) machine.name(module, name);
}
