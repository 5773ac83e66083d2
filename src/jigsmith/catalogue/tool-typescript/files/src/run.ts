/** What `main()` is handed besides its options: a log, and a way to show how far it is. */
import ora from "ora";
import type { Logger } from "winston";

export type Report = (done: number, total: number, what: string) => void;

/** One call of the tool. `report` is told how much is done, of how much, of what: an MCP client wants to know. */
export class Run {
  readonly log: Logger;
  readonly #stream: NodeJS.WriteStream | undefined;
  readonly #report: Report | undefined;

  /** `stream`: where progress is shown; nothing is shown without one, or where it is no terminal. */
  constructor(log: Logger, how: { stream?: NodeJS.WriteStream; report?: Report } = {}) {
    this.log = log;
    this.#stream = how.stream?.isTTY ? how.stream : undefined;
    this.#report = how.report;
  }

  /** Yield the items, and show how many are done. */
  *progress<T>(items: readonly T[], what: string): Generator<T> {
    const shown = this.#stream && ora({ text: what, stream: this.#stream, discardStdin: false }).start();
    try {
      for (const [done, item] of items.entries()) {
        if (shown) shown.text = `${what} ${done + 1}/${items.length}`;
        yield item;
        this.#report?.(done + 1, items.length, what);
      }
    } finally {
      shown?.stop();
    }
  }
}
