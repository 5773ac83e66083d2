import { createApp } from "./app.ts";
import { disconnect } from "./db/client.ts";
import { EnvError, env } from "./env.ts";
import { log } from "./log.ts";

function settings() {
  try {
    return env();
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const { PORT } = settings();
// jig:start
const server = createApp().listen(PORT, (error) => {
  if (error) {
    log().fatal(error.message);
    process.exit(1);
  }
  log().info({ address: server.address() }, "listening");
});

/** Requests under way are answered; then the program ends. */
function stop(): void {
  server.close(async () => {
    await disconnect();
    // jig:stop
    process.exit(0);
  });
  server.closeIdleConnections();
}

process.once("SIGINT", stop);
process.once("SIGTERM", stop);
