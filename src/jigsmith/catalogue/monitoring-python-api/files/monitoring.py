"""What those who run the service see: traces and metrics (OpenTelemetry), and errors (Sentry and its likes).

Each is off as long as its setting is empty. The lines of the log name the trace they belong to.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

import sentry_sdk
from fastapi import FastAPI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sentry_sdk.transport import Transport

from app import logs
from app.settings import Settings

NOT_TRACED = "health/.*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Where what is seen goes."""

    spans: Sequence[SpanProcessor] = ()
    metrics: Sequence[MetricReader] = ()
    errors: Transport | None = None


def install(app: FastAPI, settings: Settings, receivers: Receivers | None = None) -> None:
    """Watch the service. Without `receivers`, what is seen goes where the settings say."""
    receivers = receivers or _receivers(settings)
    if settings.sentry_dsn:
        sentry_sdk.init(
            dsn=settings.sentry_dsn.get_secret_value(),
            environment=settings.environment,
            transport=receivers.errors,
            # Neither what callers wrote nor what variables held leaves the service.
            max_request_body_size="never",
            include_local_variables=False,
        )
    if receivers.spans or receivers.metrics:
        _observe(app, receivers)


def _receivers(settings: Settings) -> Receivers:
    endpoint = settings.otel_endpoint.rstrip("/")
    if not endpoint:
        return Receivers()
    spans = BatchSpanProcessor(OTLPSpanExporter(f"{endpoint}/v1/traces"))
    metrics = PeriodicExportingMetricReader(OTLPMetricExporter(f"{endpoint}/v1/metrics"))
    return Receivers(spans=[spans], metrics=[metrics])


def _observe(app: FastAPI, receivers: Receivers) -> None:
    """Make providers of our own: tests make many services, and OpenTelemetry's global ones can be set only once."""
    resource = Resource.create({SERVICE_NAME: app.title})
    tracing = TracerProvider(resource=resource)
    for processor in receivers.spans:
        tracing.add_span_processor(processor)
    metering = MeterProvider(receivers.metrics, resource)
    FastAPIInstrumentor.instrument_app(
        app,
        tracer_provider=tracing,
        meter_provider=metering,
        excluded_urls=NOT_TRACED,
    )
    logs.context["trace"] = _trace
    closing: ExitStack = app.state.closing
    closing.callback(metering.shutdown)
    closing.callback(tracing.shutdown)


def _trace() -> dict[str, object]:
    """Name the trace that is under way."""
    span = trace.get_current_span().get_span_context()
    return {"trace_id": trace.format_trace_id(span.trace_id)} if span.is_valid else {}
