"""Runner: durable flows. Steps are remembered, queues are limited, dead workers' work goes on. It knows no job or ticket."""
