import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import * as Sentry from "@sentry/node";
import { env } from "./env.ts";

let provider: NodeTracerProvider | undefined;

/** Traces go to OTEL_EXPORTER_OTLP_ENDPOINT, errors to SENTRY_DSN. What is not set is left out. */
export function startMonitoring(): void {
  const { NODE_ENV, OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_SERVICE_NAME, SENTRY_DSN } = env();
  if (SENTRY_DSN) {
    // Traces are OpenTelemetry's alone, and nothing of a person goes along.
    Sentry.init({ dsn: SENTRY_DSN, environment: NODE_ENV, enableOpenTelemetrySetup: false });
  }
  if (OTEL_EXPORTER_OTLP_ENDPOINT) {
    const url = `${OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, "")}/v1/traces`;
    provider = new NodeTracerProvider({
      resource: resourceFromAttributes({ "service.name": OTEL_SERVICE_NAME }),
      spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
    });
    provider.register();
  }
}

/** Send an error that nobody who calls can mend. */
export function report(error: unknown): void {
  Sentry.captureException(error);
}

/** Send what is still to be sent. */
export async function stopMonitoring(): Promise<void> {
  await Promise.all([provider?.shutdown(), Sentry.close(2_000)]);
  provider = undefined;
}
