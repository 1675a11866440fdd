"""Files of many records (JSONL, CSV, Parquet): restored record by record, whole or not at all, resumable when killed."""
