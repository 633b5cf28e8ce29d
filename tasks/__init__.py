"""Prefect tasks: one file for each step of the API, thin around `outbound`."""
