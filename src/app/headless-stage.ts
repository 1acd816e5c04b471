import { NO_SIZE } from "../frame/frame.js";
import { Changes } from "../util/changes.js";
import { Mailbox } from "../util/mailbox.js";
import { onSignal } from "./signals.js";
import type { Stage, StageNews } from "./stage.js";
import { readLines } from "./typed-commands.js";
import { sourceNotice, sourceTrouble } from "./words.js";

/** Writes one line. */
type Say = (line: string) => void;

/** A stage without a picture: sentences, or events as JSON, as docs/HEADLESS.md has them. */
export function headlessStage(json: boolean, say: Say): Stage {
  const changes = new Changes();
  let said: string | undefined;
  let state: string | undefined;
  return {
    remoteSize: NO_SIZE,
    onChange: (listener) => changes.onChange(listener),
    showRemote() {},
    say(news: StageNews) {
      const notice = noticeOf(news);
      if (notice !== said && json) say(JSON.stringify({ event: "notice", text: notice ?? "" }));
      else if (notice !== said && notice !== undefined) say(notice);
      said = notice;
      if (!json && news.state !== undefined && news.state !== state) say(news.state);
      state = news.state;
    },
    async left() {
      const codes = new Mailbox<number>();
      using _signals = onSignal((code) => codes.put(code));
      using _lines = readLines((line) => {
        if (line.trim() === "quit") codes.put(0);
        else if (line.trim() !== "") say(complaint(line, json));
      });
      for await (const code of codes) return code;
      return 0;
    },
    async [Symbol.asyncDispose]() {},
  };
}

function complaint(line: string, json: boolean): string {
  const text = `"${line}" is no command: quit`;
  return json ? JSON.stringify({ event: "error", text }) : text;
}

/** What is wrong with the source, and what else should be read: here nothing else would say it. */
function noticeOf({ label, status, notice }: StageNews): string | undefined {
  const ofSource = sourceTrouble(label, status) ?? sourceNotice(status);
  const said = [ofSource, notice].filter((each) => each !== undefined);
  return said.length === 0 ? undefined : said.join("; ");
}
