/** Paths between two machines that die, and come back. */
import { test } from "node:test";
import { HOSTS, NetworkPath } from "../rig/netns.js";
import { allSee, inCall, LAN, needsTwo } from "../rig/two-machines.js";

test(
  "a path that dies is noticed at both ends, and the call goes on when it is back",
  needsTwo,
  async () => {
    await using path = await NetworkPath.open(LAN);
    const [ann, bob] = await inCall(path);
    await using _ann = ann;
    await using _bob = bob;
    await allSee([ann, bob], 20);
    await path.set({ dead: true });
    await Promise.all([ann.is("reconnecting"), bob.is("reconnecting")]);
    await path.set({ dead: false });
    await Promise.all([ann.is("live"), bob.is("live")]);
    await allSee([ann, bob], 20);
  },
);

test(
  "who hangs up over a dead path is free at once, and the other one when it is back",
  needsTwo,
  async () => {
    await using path = await NetworkPath.open(LAN);
    const [ann, bob] = await inCall(path);
    await using _ann = ann;
    await using _bob = bob;
    await path.set({ dead: true });
    ann.type("hangup");
    await ann.is("idle");
    await bob.is("reconnecting");
    await path.set({ dead: false });
    ann.type(`call ${HOSTS.v4[1]}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
  },
);
