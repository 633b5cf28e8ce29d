"""The `outbound` command. Prefect is imported only by the commands that run a flow."""
