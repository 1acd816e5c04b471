import assert from "node:assert/strict";
import { connect } from "node:net";
import { once } from "node:events";
import { test } from "node:test";
import type { Address } from "../../src/call/address.js";
import { answerersDialect, callersDialect } from "../../src/net/overheard.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { until } from "../rig/until.js";

test("dialects are told by how they begin, and nothing else is taken for one", () => {
  assert.equal(callersDialect(Buffer.from("9a00000000000000800495", "hex")), "pickle");
  assert.equal(callersDialect(Buffer.from("9a0000008004959e", "hex")), "pickle");
  assert.equal(callersDialect(new Uint8Array(0)), "videostream");
  assert.equal(callersDialect(Buffer.from("GET / HTTP/1.1\r\n\r\n")), undefined);
  assert.equal(answerersDialect(4, true), "videostream");
  assert.equal(answerersDialect(0, true), undefined);
  assert.equal(answerersDialect(60_000, false), "pickle");
  assert.equal(answerersDialect(300, false), undefined);
});

test("who waits for a word of ours is offered as videostream, and noise is not offered at all", async () => {
  const network = tlsNetwork(makeIdentity(), { timeout: 300 });
  await using listener = await network.listen({ host: "127.0.0.1", port: 0 });
  const met: Address[] = [];
  listener.onStranger?.((from) => met.push(from));
  const noisy = connect(listener.address.port, "127.0.0.1");
  noisy.on("error", () => undefined).write("GET / HTTP/1.1\r\n\r\n");
  await once(noisy, "close");
  // A TLS client that never goes on has begun as it should.
  const stuck = connect(listener.address.port, "127.0.0.1");
  stuck.on("error", () => undefined).write(Uint8Array.of(0x16, 3, 1));
  const mute = connect(listener.address.port, "127.0.0.1");
  mute.on("error", () => undefined);
  await Promise.all([once(stuck, "close"), once(mute, "close")]);
  await until("the mute one", () => met.length > 0);
  assert.deepEqual(met, [{ host: "127.0.0.1", port: 7887, dialect: "videostream" }]);
});
