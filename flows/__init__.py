"""Prefect flows: one file a flow, and the steps they share."""
