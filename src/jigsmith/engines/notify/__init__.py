"""Notify: tells people, by Slack, mail or one of a hundred other ways. It knows nothing of what it tells."""
