"""clickgate: ClickUp without the glue."""
