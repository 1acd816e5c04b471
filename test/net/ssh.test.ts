/** What ssh is told, and how its end is understood; the rest needs a real one: see e2e/ssh.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDestination, type SshAddress } from "../../src/call/address.js";
import { sshArguments } from "../../src/net/ssh.js";
import { sshError } from "../../src/net/ssh-error.js";
import { never } from "./links.js";

const BOB = parseDestination("ssh://bob@far:2222") as SshAddress;
const FAR = parseDestination("ssh://far") as SshAddress;
const WAYS = { command: "/opt/x y/tetatty", asks: false };

test("ssh is told where, what to run, and not to ask", () => {
  const words = sshArguments(BOB, WAYS);
  assert.deepEqual(words.slice(-5), ["-p", "2222", "--", "bob@far", "/opt/x y/tetatty --stdio"]);
  assert.ok(words.includes("BatchMode=yes"));
  assert.ok(!sshArguments(BOB, { ...WAYS, asks: true }).includes("BatchMode=yes"));
  assert.deepEqual(sshArguments(FAR, WAYS).slice(-3), ["--", "far", "/opt/x y/tetatty --stdio"]);
  assert.ok(!sshArguments(FAR, WAYS).includes("-p"));
});

test("even a destination that should never have come so far is no option", () => {
  const words = sshArguments({ user: "", host: "-oProxyCommand=id", port: 0 }, WAYS);
  assert.equal(words.indexOf("--"), words.indexOf("-oProxyCommand=id") - 1);
});

for (const [code, said, reason, sentence] of [
  [undefined, "", "unreachable", /there is no ssh on this machine - install/],
  [69, "tetatty: nobody", "refused", /nobody is at home at ssh:\/\/bob@far:2222/],
  [
    127,
    "sh: 1: tetatty: not found\r\n",
    "not-tetatty",
    /\(sh: 1: tetatty: not found\) .*--remote-command/,
  ],
  [126, "sh: 1: tetatty: Permission denied\n", "not-tetatty", /no tetatty at/],
  [0, "", "not-tetatty", /understand \(exit code 0\)/],
  [
    2,
    "tetatty: there is no option --stdio\n",
    "not-tetatty",
    /understand \(tetatty: there is no option --stdio\)/,
  ],
  [null, "", "not-tetatty", /understand/],
  [
    255,
    "@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key verification failed.\n",
    "unreachable",
    /somebody may be in between - .*: ssh -p 2222 bob@far$/,
  ],
  [255, "Host key verification failed.\r\n", "unreachable", /does not know the machine/],
  [
    255,
    "bob@far: Permission denied (publickey,password).",
    "unreachable",
    /would have to ask .*ssh-add/,
  ],
  [
    255,
    "ssh: Could not resolve hostname far: Name or service not known",
    "unreachable",
    /does not get to .*Could not resolve/,
  ],
  [255, "", "unreachable", /\(without a word\)/],
  [255, "\u001b[2J\u202eevil\u0007\n", "unreachable", /\(\[2Jevil\)/],
] as const) {
  test(`ssh that ends with ${code} and ${JSON.stringify(said.slice(0, 40))} is ${reason}`, () => {
    const error = sshError(BOB, { code, said }, never);
    assert.equal(error.reason, reason);
    assert.match(`${error.message} - ${error.hint}`, sentence);
  });
}

test("whoever gave up is told just that", () => {
  const error = sshError(BOB, { code: null, said: "" }, AbortSignal.abort());
  assert.deepEqual([error.reason, error.hint], ["cancelled", ""]);
});
