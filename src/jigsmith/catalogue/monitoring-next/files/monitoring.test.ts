import { trace } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { report, startMonitoring, stopMonitoring } from "../src/monitoring.ts";
import { startCollector } from "./collector.ts";

it("sends spans and errors to where the environment says", async () => {
  const collector = await startCollector();
  process.env.OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${collector.port}/`;
  process.env.SENTRY_DSN = `http://key@127.0.0.1:${collector.port}/1`;
  startMonitoring();
  trace.getTracer("test").startActiveSpan("making a page", (span) => span.end());
  report(new Error("the page is broken"));
  await stopMonitoring();
  collector.stop();
  expect(collector.sent("/v1/traces")).toContain("making a page");
  expect(collector.sent("/api/1/envelope/")).toContain("the page is broken");
});
