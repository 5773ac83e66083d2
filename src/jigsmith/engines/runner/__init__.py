"""Runner: durable flows. Steps are remembered, queues are limited, dead workers' work goes on. No jobs, no tickets."""
