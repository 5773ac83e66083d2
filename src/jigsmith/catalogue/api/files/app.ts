import express, { type Express } from "express";
import { pinoHttp } from "pino-http";
import { ping } from "./db/client.ts";
import { onError, onMissing } from "./http/errors.ts";
import { log } from "./log.ts";
import { routes } from "./routes/index.ts";

/** The application without a port, so that tests can start it on one of their own. */
export function createApp(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(pinoHttp({ logger: log(), autoLogging: { ignore: (request) => request.url === "/health" } }));
  app.use(express.json({ limit: "100kb" }));
  app.get("/health", async (_request, response) => {
    await ping();
    response.json({ status: "ok" });
  });
  // jig:middleware
  app.use("/api", routes);
  app.use(onMissing);
  app.use(onError);
  return app;
}
