import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { RequestHandler } from "express";

/** One span for each request: by its route, and part of the trace of whoever calls. */
export const traced: RequestHandler = (request, response, next) => {
  const before = propagation.extract(context.active(), request.headers);
  const { method } = request;
  const attributes = { "http.request.method": method, "url.path": request.path };
  const span = trace.getTracer("http").startSpan(method, { kind: SpanKind.SERVER, attributes }, before);
  response.once("close", () => {
    if (request.route) span.updateName(`${method} ${request.baseUrl}${request.route.path}`);
    span.setAttribute("http.response.status_code", response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(before, span), next);
};
