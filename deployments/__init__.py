"""Ways to serve the flows; `prefect.yaml` beside this folder deploys them to a work pool."""
