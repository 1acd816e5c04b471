import assert from "node:assert/strict";
import { test } from "node:test";
import { xdgPaths } from "../../src/store/paths.js";

const HERE = { uid: 7, machine: "desk" };

test("without XDG variables everything lies where the specification says", () => {
  assert.deepEqual(xdgPaths({}, "/home/a", HERE), {
    config: "/home/a/.config/tetatty/config.json",
    peers: "/home/a/.local/share/tetatty/peers.json",
    identity: "/home/a/.local/share/tetatty/identity",
    known: "/home/a/.local/share/tetatty/known_peers",
    sshConfig: "/home/a/.ssh/config",
    homes: ["/home/a/.local/share/tetatty/run-desk", "/run/user/7/tetatty"],
  });
});

test("XDG variables move the files, and relative or empty ones are ignored", () => {
  const paths = xdgPaths({ XDG_CONFIG_HOME: "/etc/mine", XDG_DATA_HOME: "data" }, "/home/a");
  assert.equal(paths.config, "/etc/mine/tetatty/config.json");
  assert.equal(paths.peers, "/home/a/.local/share/tetatty/peers.json");
  assert.equal(xdgPaths({ XDG_RUNTIME_DIR: "/run/a" }, "/home/a", HERE).homes[1], "/run/a/tetatty");
  assert.equal(
    xdgPaths({ XDG_CONFIG_HOME: "" }, "/home/a").config,
    "/home/a/.config/tetatty/config.json",
  );
});
