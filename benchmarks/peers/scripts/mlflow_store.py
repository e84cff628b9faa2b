"""Makes the database that MLflow's evaluation writes to."""

import mlflow

mlflow.set_tracking_uri("sqlite:///mlflow.db")
mlflow.set_experiment("cases")
