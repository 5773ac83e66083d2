import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { expect, it } from "vitest";
import { onError } from "../src/http/errors.ts";
import { traced } from "../src/http/trace.ts";
import { startMonitoring, stopMonitoring } from "../src/monitoring.ts";
import { startCollector } from "./collector.ts";

it("sends a span for each request, and what went wrong", async () => {
  const collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${collector.port}`;
  process.env.SENTRY_DSN = `http://key@127.0.0.1:${collector.port}/1`;
  startMonitoring();
  const app = express().use(traced);
  app.get("/things/:id", (request, response) => {
    if (request.params.id === "broken") throw new Error("the thing is broken");
    response.json({});
  });
  const server = app.use(onError).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/things`;
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  expect((await fetch(`${url}/whole`, { headers: { traceparent } })).status).toBe(200);
  expect((await fetch(`${url}/broken`)).status).toBe(500);
  server.close();
  server.closeAllConnections();
  await stopMonitoring();
  collector.stop();

  const spans = collector.sent("/v1/traces");
  expect(spans.match(/GET \/things\/:id/g)).toHaveLength(2);
  expect(spans).toContain("0af7651916cd43dd8448eb211c80319c");
  expect(collector.sent("/api/1/envelope/").match(/"value":"the thing is broken"/g)).toHaveLength(1);
});
