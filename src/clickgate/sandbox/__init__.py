"""ClickUp's API emulated: the same paths, types, errors and limits, with rows that live in memory."""
