"""The kernel of papers: head, flow, engine, numbers, approvals, tasks, timeline, links."""
