"""Signing in: a person lets an app use some of their workspaces at ClickUp, and an account comes of it."""
