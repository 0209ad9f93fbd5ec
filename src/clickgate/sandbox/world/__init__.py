"""The rows of one emulated ClickUp and what keeps them."""
